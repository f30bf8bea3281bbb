// New requests come to the page by themselves. Without this, load it again.
(function () {
  "use strict";
  const list = document.getElementById("requests");
  if (!list) return;
  let waiting = false;

  async function look() {
    const busy = list.contains(document.activeElement) || String(getSelection());
    if (waiting || document.hidden || busy) return;
    waiting = true;
    try {
      const answer = await fetch(`/_sandbox/requests?after=${list.dataset.latest}`);
      if (answer.status === 200) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const found = page.getElementById("requests");
        list.replaceChildren(...found.childNodes);
        list.dataset.latest = found.dataset.latest;
      }
    } catch {
      // The sandbox has ended, or starts anew; the next look will tell.
    } finally {
      waiting = false;
    }
  }

  setInterval(look, 1500);
})();
