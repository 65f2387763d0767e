// Every page works without this file; it only saves a reload or a few words.
// An element asks for help with data-enhance="name"; the texts it says come from its own data- attributes.

const LIVE = document.createElement("div");
LIVE.setAttribute("role", "status");
LIVE.className = "visually-hidden";

function announce(text) {
  LIVE.textContent = "";
  setTimeout(() => { LIVE.textContent = text; }, 100);
}

function button(label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button secondary small";
  made.textContent = label;
  made.addEventListener("click", () => act(made));
  return made;
}

const enhancers = {
  "error-summary"(summary) {
    document.title = summary.dataset.prefix + document.title;
    summary.focus();
  },

  // A second press within a second is a slip of the finger.
  once(form) {
    let last = -Infinity;
    form.addEventListener("submit", (event) => {
      if (event.timeStamp - last < 1000) event.preventDefault();
      else last = event.timeStamp;
    });
  },

  "character-count"(area) {
    const count = document.getElementById(`${area.id}-count`);
    const limit = Number(area.dataset.limit);
    if (!count || !limit) return;
    const numbers = new Intl.NumberFormat(document.documentElement.lang);
    let timer;
    const show = () => {
      // A line break is sent as two characters and counted as one by the server, as here.
      const left = limit - [...area.value].length;
      const words = left < 0 ? count.dataset.over : count.dataset.left;
      count.textContent = words.replace("{n}", numbers.format(Math.abs(left)));
      count.classList.toggle("over", left < 0);
      clearTimeout(timer);
      timer = setTimeout(() => { if (left < limit / 10) announce(count.textContent); }, 1500);
    };
    area.addEventListener("input", show);
    if (area.value) show();
  },

  // How the person signs, while they choose it; the server has the last word.
  signature(shown) {
    const form = shown.closest("form");
    const value = (name) => form.elements[shown.dataset[name]].value.trim();
    form.addEventListener("input", () => {
      const parts = value("name").split(/\s+/);
      const short = parts.length > 1 ? `${parts[0]} ${[...parts.at(-1)][0]}.` : parts[0];
      const group = value("kind") === "collective" ? value("group") : "";
      shown.textContent = group || (value("kind") === "full" ? parts.join(" ") : short);
    });
  },

  autosave(form) {
    const status = form.querySelector("[role=status]");
    let dirty = false;
    let busy = false;
    let timer;
    const said = (text) => {
      if (!status) return;
      status.textContent = text;
      // Said aloud the first time only; afterwards it stays there to be read.
      status.setAttribute("aria-live", "off");
    };
    const save = async () => {
      if (!dirty || busy) return;
      dirty = false;
      busy = true;
      const body = new FormData(form);
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      body.append("autosave", "1");
      try {
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        said(form.dataset.saved.replace("{time}", time));
      } catch {
        dirty = true;
        if (status) status.removeAttribute("aria-live");
        said(form.dataset.unsaved);
      }
      busy = false;
    };
    form.addEventListener("input", () => {
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, 2000);
    });
    form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); });
    setInterval(save, 20000);
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  },

  // Posts the form and puts the same piece of the returned page in place of this one.
  "in-place"(form) {
    let busy = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      const body = new FormData(form);
      if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
      try {
        const answer = await fetch(form.action, { method: "POST", body });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const mine = form.closest("[data-fragment]");
        const find = (old) => page.querySelector(`[data-fragment="${CSS.escape(old.dataset.fragment)}"]`);
        if (!answer.ok || !find(mine)) throw new Error(answer.status);
        let fresh;
        for (const old of document.querySelectorAll("[data-fragment]")) {
          if (old !== mine && !old.hasAttribute("data-shared")) continue;
          const next = find(old);
          if (!next) continue;
          old.replaceWith(next);
          enhance(next);
          if (old === mine) fresh = next;
        }
        (fresh.querySelector("form[data-enhance~=in-place] button") || fresh.querySelector("a, button"))?.focus();
        const notices = page.querySelector(".notices");
        announce((notices || fresh).textContent.trim());
      } catch {
        // Whatever went wrong, the plain way shows it: the server takes the same request twice without harm.
        form.submit();
      }
    });
  },

  "details-open-wide"(details) {
    if (matchMedia("(min-width: 56rem)").matches) details.open = true;
  },

  copy(place) {
    if (!navigator.clipboard) return;
    place.append(button(place.dataset.label, async (pressed) => {
      await navigator.clipboard.writeText(place.dataset.text);
      pressed.textContent = place.dataset.done;
      announce(place.dataset.done);
    }));
  },

  share(place) {
    if (!navigator.share) { this.copy(place); return; }
    place.append(button(place.dataset.label, () => {
      navigator.share({ title: document.title, url: place.dataset.text }).catch(() => {});
    }));
  },

  print(place) {
    place.append(button(place.dataset.label, () => print()));
  },

  // Only on pages where the person asked for it: elements say their key with data-key.
  shortcuts() {
    document.addEventListener("keydown", (event) => {
      const at = event.target;
      const typing = at.matches?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
      if (event.key === "Enter" && event.ctrlKey && at.form) { at.form.requestSubmit(); return; }
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const wanted = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!wanted) return;
      event.preventDefault();
      wanted.focus();
      if (wanted.matches("a, button, summary, input[type=radio], input[type=checkbox]")) wanted.click();
    });
  },
};

function enhance(root) {
  const found = [...root.querySelectorAll("[data-enhance]")];
  if (root.dataset?.enhance) found.unshift(root);
  for (const element of found) {
    for (const name of element.dataset.enhance.split(" ")) enhancers[name]?.(element);
  }
}

document.body.append(LIVE);
enhance(document);
