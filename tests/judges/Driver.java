import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs samples one after the other: a file names their packages. */
public class Driver {
    public static void main(String[] args) throws Exception {
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        for (String name : Files.readAllLines(Path.of(args[0]))) {
            try {
                Class<?> sample = Class.forName(name + ".Main");
                sample.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
            } catch (Throwable error) {
                System.err.println(name);
                error.printStackTrace();
                System.exit(1);
            }
        }
        System.exit(0);
    }
}
