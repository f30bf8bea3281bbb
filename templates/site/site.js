// What the pages do when scripts are on: tree, theme, search, tabs, copying, and the keys to try.
// Nothing is built from text: elements are made one by one, and words are their text.
(function () {
  "use strict";

  const root = document.body.dataset.root || "";
  const $ = (selector, inside) => (inside || document).querySelector(selector);
  const all = (selector, inside) => [...(inside || document).querySelectorAll(selector)];

  const store = {
    get(name) {
      try {
        return localStorage.getItem(name);
      } catch {
        return null;
      }
    },
    set(name, value) {
      try {
        localStorage.setItem(name, value);
      } catch {
        // Storage is refused; the choice holds for this page.
      }
    },
  };

  function make(name, words, more) {
    const element = document.createElement(name);
    if (words) element.textContent = words;
    return Object.assign(element, more);
  }

  function theme() {
    const button = $(".theme");
    const page = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const dark = () => (page.dataset.theme ? page.dataset.theme === "dark" : system.matches);
    const show = () => button.setAttribute("aria-pressed", String(dark()));
    button.addEventListener("click", () => {
      page.dataset.theme = dark() ? "light" : "dark";
      store.set("theme", page.dataset.theme);
      show();
    });
    system.addEventListener("change", show);
    show();
  }

  function tree() {
    const nav = $("#tree");
    const menu = $(".menu");
    menu.addEventListener("click", () => {
      const open = nav.classList.toggle("open");
      menu.setAttribute("aria-expanded", String(open));
    });
    const current = $("[aria-current]", nav);
    if (current) {
      const middle = current.offsetTop - nav.offsetTop - nav.clientHeight / 2;
      nav.scrollTop = Math.max(0, middle);
    }
    const filter = $(".filter", nav);
    const none = $(".none", nav);
    const groups = all("details", nav);
    const opened = groups.map((group) => group.open);
    filter.addEventListener("input", () => {
      const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fits = (text) => words.every((word) => text.toLowerCase().includes(word));
      let found = 0;
      groups.forEach((group, number) => {
        const label = $("summary", group).textContent;
        let shown = 0;
        for (const item of all("li", group)) {
          const fit = fits(`${label} ${item.textContent}`);
          item.hidden = !fit;
          shown += fit ? 1 : 0;
        }
        group.parentElement.hidden = shown === 0;
        group.open = words.length ? shown > 0 : opened[number];
        found += shown;
      });
      none.hidden = found > 0;
    });
    nav.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const stops = [filter, ...all("summary, a", nav)].filter((each) => each.offsetParent);
      const at = stops.indexOf(document.activeElement);
      const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
      if (at < 0 || !next) return;
      event.preventDefault();
      next.focus();
    });
  }

  function search() {
    const input = $("#search");
    const list = $("#results");
    let loading = null;
    let hits = [];
    let chosen = -1;

    // Scripts, because pages that are opened from a disk may not fetch.
    function script(name) {
      return new Promise((resolve, reject) => {
        const element = make("script", "", { src: `${root}assets/${name}.js` });
        element.addEventListener("load", resolve);
        element.addEventListener("error", reject);
        document.head.append(element);
      });
    }

    function load() {
      loading ||= Promise.all(["search", "search-index"].map(script)).then(() =>
        window.ClientgenSearch.prepare(window.CLIENTGEN_INDEX),
      );
      return loading;
    }

    function choose(number) {
      chosen = number;
      [...list.children].forEach((item, at) => {
        item.setAttribute("aria-selected", String(at === chosen));
        if (at === chosen) item.scrollIntoView({ block: "nearest" });
      });
      if (chosen >= 0) input.setAttribute("aria-activedescendant", `result-${chosen}`);
      else input.removeAttribute("aria-activedescendant");
    }

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    async function show() {
      const query = input.value;
      const index = await load();
      if (query !== input.value) return;
      hits = query.trim() ? window.ClientgenSearch.find(index, query, 20) : [];
      list.replaceChildren(
        ...hits.map((hit, number) => {
          const item = make("li", hit.title, { id: `result-${number}` });
          item.setAttribute("role", "option");
          item.append(make("small", [hit.kind, hit.detail].filter(Boolean).join(": ")));
          return item;
        }),
      );
      if (query.trim() && !hits.length) {
        const item = make("li", "Nothing found");
        item.setAttribute("role", "option");
        item.setAttribute("aria-disabled", "true");
        list.append(item);
      }
      list.hidden = !query.trim();
      input.setAttribute("aria-expanded", String(!list.hidden));
      choose(hits.length ? 0 : -1);
    }

    function go(number) {
      if (hits[number]) location.href = root + hits[number].url;
    }

    input.addEventListener("focus", () => load().catch(() => {}));
    input.addEventListener("input", show);
    input.addEventListener("keydown", (event) => {
      const steps = { ArrowDown: 1, ArrowUp: -1 };
      if (event.key in steps && hits.length) {
        event.preventDefault();
        choose((chosen + steps[event.key] + hits.length) % hits.length);
      } else if (event.key === "Enter") {
        go(chosen);
      } else if (event.key === "Escape") {
        close();
      }
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      go([...list.children].indexOf(event.target.closest("li")));
    });
    input.addEventListener("blur", close);
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        input.focus();
      }
    });
  }

  // Lines that are hidden, and commas after the last line, are no part of a sample.
  function textOf(element) {
    let words = "";
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) words += node.data;
      else if (!node.hidden) words += textOf(node);
    }
    return words;
  }

  function copying() {
    for (const pre of all("pre")) {
      const button = make("button", "Copy", { type: "button", className: "copy" });
      button.setAttribute("aria-label", "Copy this code");
      button.addEventListener("click", async () => {
        const words = textOf(pre).replace(/\n+$/, "\n");
        let done = true;
        try {
          await navigator.clipboard.writeText(words);
        } catch {
          done = copyByHand(words);
        }
        button.textContent = done ? "Copied" : "Press Ctrl+C";
        setTimeout(() => (button.textContent = "Copy"), 1500);
      });
      const section = pre.closest(".response, .signature");
      if (section) {
        $(".head", section).append(button);
        continue;
      }
      const block = make("div", "", { className: "block" });
      pre.replaceWith(block);
      block.append(pre, button);
    }
  }

  // For pages that are no secure context, such as those of a plain file server.
  function copyByHand(words) {
    const area = make("textarea", "", { value: words, readOnly: true });
    document.body.append(area);
    area.select();
    let done = false;
    try {
      done = document.execCommand("copy");
    } catch {
      done = false;
    }
    area.remove();
    return done;
  }

  function tabs() {
    const box = $(".samples");
    if (!box) return;
    const samples = all(".sample", box);
    const bar = make("div", "", { className: "tabs" });
    bar.setAttribute("role", "tablist");
    bar.setAttribute("aria-label", "Language");
    const buttons = samples.map((sample) => {
      const button = make("button", $("h3", sample).textContent, { type: "button", id: `tab-${sample.dataset.name}` });
      button.setAttribute("role", "tab");
      button.setAttribute("aria-controls", sample.id);
      sample.setAttribute("role", "tabpanel");
      sample.setAttribute("aria-labelledby", button.id);
      return button;
    });
    function show(number, remember) {
      samples.forEach((sample, at) => {
        sample.hidden = at !== number;
        buttons[at].setAttribute("aria-selected", String(at === number));
        buttons[at].tabIndex = at === number ? 0 : -1;
      });
      if (remember) store.set("language", samples[number].dataset.name);
    }
    buttons.forEach((button, number) => {
      button.addEventListener("click", () => show(number, true));
      button.addEventListener("keydown", (event) => {
        const steps = { ArrowRight: 1, ArrowLeft: -1 };
        if (!(event.key in steps)) return;
        const next = (number + steps[event.key] + samples.length) % samples.length;
        show(next, true);
        buttons[next].focus();
      });
    });
    bar.append(...buttons);
    samples[0].before(bar);
    const head = $(".head", box);
    for (const sample of samples) {
      const button = $(".copy", sample);
      if (button) button.remove();
    }
    const copy = make("button", "Copy", { type: "button", className: "copy" });
    copy.addEventListener("click", async () => {
      const pre = $("pre", samples.find((sample) => !sample.hidden));
      const words = textOf(pre).replace(/\n+$/, "\n");
      let done = true;
      try {
        await navigator.clipboard.writeText(words);
      } catch {
        done = copyByHand(words);
      }
      copy.textContent = done ? "Copied" : "Press Ctrl+C";
      setTimeout(() => (copy.textContent = "Copy"), 1500);
    });
    copy.setAttribute("aria-label", "Copy this sample");
    head.append(copy);
    const remembered = samples.findIndex((sample) => sample.dataset.name === store.get("language"));
    show(Math.max(0, remembered), false);
  }
  theme();
  tree();
  search();
  copying();
  tabs();
})();
