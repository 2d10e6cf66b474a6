// Makes the pages faster and usable from the keyboard. They are complete without it: everything shown
// here comes from the server as HTML.
"use strict";
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const field = $("#q");
  const main = $("#main");
  const suggest = $("#suggest");
  const status = $("#status");
  const isSearch = location.pathname === "/";
  document.documentElement.classList.add("js");

  // MARK: What the browser stores

  const store = {
    read(name) {
      try {
        const list = JSON.parse(localStorage.getItem("pressmark." + name));
        return Array.isArray(list) ? list.filter((entry) => entry && typeof entry === "object") : [];
      } catch { return []; }
    },
    write(name, list) {
      try { localStorage.setItem("pressmark." + name, JSON.stringify(list)); } catch { /* full or off */ }
    },
  };

  const showStars = (from = document) => {
    const ids = new Set(store.read("stars").map((star) => star.id));
    for (const button of $$("button.star", from)) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(ids.has(button.dataset.star)));
      button.setAttribute("aria-label", "Star: " + button.dataset.title);
    }
  };

  const toggleStar = (button) => {
    const id = button.dataset.star;
    const stars = store.read("stars");
    const rest = stars.filter((star) => star.id !== id);
    if (rest.length === stars.length) {
      const facts = $(".facts", button.closest(".hit, .article"));
      rest.unshift({
        id, title: button.dataset.title, address: "/read/" + id,
        facts: facts ? [...facts.children].map((part) => part.textContent).join(" · ") : "",
        starred: new Date().toISOString(),
      });
    }
    store.write("stars", rest);
    showStars();
  };

  /** Notes a search; one that only continues what was typed replaces the former. */
  const noteSearch = (text, address, summary) => {
    if (!text.trim()) return;
    const list = store.read("history");
    const last = list[0];
    const continues = last && Date.now() - Date.parse(last.time) < 60_000 && text.startsWith(last.text);
    const rest = (continues ? list.slice(1) : list).filter((entry) => entry.address !== address);
    rest.unshift({ text, address, summary, time: new Date().toISOString() });
    store.write("history", rest.slice(0, 300));
  };

  // MARK: Results

  const address = (parameters) => {
    const text = parameters.toString();
    return text ? "/?" + text : "/";
  };

  let sent = 0; // the number of the latest request
  let shown = 0; // the number of the newest request whose answer is shown
  let running = new AbortController();
  let pause = 0;
  let lastTyped = 0; // the time of the last keystroke
  let current = address(new URLSearchParams(location.search)); // the address of what is shown
  let isUnsettled = false; // true if the address does not yet name what is shown
  const seen = new Map(); // parts by address, for the way back

  /** Returns the parameters of the address, with the text of the field as the query. */
  const typedParameters = () => {
    const parameters = new URLSearchParams(location.search);
    for (const name of ["page", "offset"]) parameters.delete(name);
    if (field.value.trim() || [...parameters].length > 1) parameters.set("q", field.value);
    else parameters.delete("q");
    return parameters;
  };

  /** Starts a request that replaces the one before. */
  const begin = () => {
    running.abort();
    running = new AbortController();
    clearTimeout(pause);
    return ++sent;
  };

  const load = async (parameters, part) => {
    const asked = new URLSearchParams(parameters);
    asked.set("part", part);
    const answer = await fetch("/?" + asked, { signal: running.signal, headers: { Accept: "text/html" } });
    return answer.text();
  };

  /** Puts the parts of an answer in the place of those with the same ids. */
  const put = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    for (const id of ["results", "refine"]) {
      const part = $("#" + id, holder.content);
      if (part) {
        $("#" + id)?.replaceWith(part);
        if (id === "refine") prepareTimeline();
      }
    }
    const words = $("#suggestions", holder.content);
    if (words && document.activeElement === field) showSuggestions(words);
    showStars();
  };

  const remember = (key, name, html) => {
    const parts = seen.get(key) ?? {};
    parts[name] = html;
    seen.delete(key);
    seen.set(key, parts);
    if (seen.size > 30) seen.delete(seen.keys().next().value);
  };

  /** Says once what was found, and notes the search. */
  const announce = () => {
    const results = $("#results");
    const summary = results?.dataset.summary ?? "";
    const found = results?.dataset.status ?? "";
    if (status.textContent !== found) status.textContent = found;
    const text = new URLSearchParams(location.search).get("q") ?? "";
    document.title = (text.trim() ? text + " – " : "") + "Pressmark";
    if (isSearch && $(".hit")) noteSearch(text, location.pathname + location.search, summary);
  };

  /** Loads the counts beside the hits. */
  const refine = async (parameters, number) => {
    try {
      const html = await load(parameters, "refine");
      if (number !== sent) return;
      put(html);
      remember(address(parameters), "refine", html);
    } catch (error) {
      if (error.name !== "AbortError") $("#refine")?.classList.remove("stale");
    }
  };

  /** Searches for what has been typed so far. */
  const type = async () => {
    const number = begin();
    const parameters = typedParameters();
    isUnsettled = true;
    lastTyped = Date.now();
    pause = setTimeout(settle, 400);
    try {
      const html = await load(parameters, "typing");
      // An answer may be late, but never replaces a newer one.
      if (number < shown) return;
      shown = number;
      if (!isSearch) {
        const holder = document.createElement("template");
        holder.innerHTML = html;
        showSuggestions($("#suggestions", holder.content));
        return;
      }
      put(html);
      $("#refine")?.classList.add("stale");
      window.scrollTo(0, 0);
    } catch (error) {
      if (error.name !== "AbortError") shown = Math.max(shown, number);
    }
  };

  let session = 0; // the time at which the current entry of the history was made by typing

  /** Gives the page the address of what it shows. */
  const settleAddress = () => {
    if (!isUnsettled || !isSearch) return;
    isUnsettled = false;
    const parameters = typedParameters();
    const query = $("#results")?.dataset.query;
    if (query && shown === sent && field.value.trim()) parameters.set("q", query);
    const target = address(parameters);
    if (target === address(new URLSearchParams(location.search))) return;
    if (lastTyped - session > 4000) {
      saveState();
      history.pushState({}, "", target);
    } else {
      history.replaceState({}, "", target);
    }
    session = lastTyped;
    current = target;
  };

  /** After a pause or Enter: takes the address of what is shown, and loads the counts. */
  const settle = async () => {
    clearTimeout(pause);
    if (!isSearch) return;
    if (shown !== sent) {
      pause = setTimeout(settle, 50);
      return;
    }
    settleAddress();
    announce();
    const parameters = new URLSearchParams(location.search);
    remember(address(parameters), "results", $("#results")?.outerHTML);
    await refine(parameters, sent);
  };

  /** Shows the results at another address of the search. */
  const go = async (target, state) => {
    if (!state) {
      settleAddress();
      saveState();
    }
    const number = begin();
    isUnsettled = false;
    session = 0;
    const parameters = new URLSearchParams(target.replace(/^[^?]*\??/, "").replace(/#.*$/, ""));
    const key = address(parameters);
    const parts = state && seen.get(key);
    try {
      const html = parts?.results ?? (await load(parameters, "results"));
      if (number < shown) return;
      shown = number;
      if (!state) history.pushState({}, "", key);
      current = key;
      field.value = parameters.get("q") ?? "";
      hideSuggestions();
      put(html);
      remember(key, "results", html);
      if (parts?.refine) put(parts.refine);
      else $("#refine")?.classList.add("stale");
      restore(state ?? {});
      announce();
      if (!state) main.focus({ preventScroll: true });
      if (!parts?.refine) await refine(parameters, number);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(target);
    }
  };

  // MARK: Selection and scroll

  const hits = () => $$(".hit");
  const selected = () => hits().findIndex((hit) => hit.classList.contains("selected"));

  const mark = (hit) => {
    for (const other of $$(".hit.selected")) other.classList.remove("selected");
    hit?.classList.add("selected");
  };

  const select = (index) => {
    const hit = hits()[index];
    if (!hit) return;
    mark(hit);
    $("h2 a", hit).focus({ preventScroll: true });
    hit.scrollIntoView({ block: "nearest" });
    saveState();
  };

  const saveState = () => {
    if (!isSearch) return;
    try {
      history.replaceState({ y: window.scrollY, hit: selected() }, "");
    } catch { /* too many calls */ }
  };

  const restore = (state) => {
    const hit = hits()[state.hit ?? -1];
    if (hit) {
      mark(hit);
      $("h2 a", hit).focus({ preventScroll: true });
    }
    window.scrollTo(0, state.y ?? 0);
  };

  // MARK: Completions

  let option = -1;

  const showSuggestions = (list) => {
    option = -1;
    field.removeAttribute("aria-activedescendant");
    if (!list?.children.length || document.activeElement !== field) return hideSuggestions();
    suggest.replaceChildren(list);
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", "suggestions");
  };

  const hideSuggestions = () => {
    option = -1;
    suggest.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-controls");
    field.removeAttribute("aria-activedescendant");
  };

  const pick = (index) => {
    const options = $$("#suggestions li");
    option = index < -1 ? options.length - 1 : index >= options.length ? -1 : index;
    options.forEach((item, at) => item.setAttribute("aria-selected", String(at === option)));
    if (option < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", options[option].id);
  };

  const accept = (item) => {
    field.value = item.dataset.text;
    field.focus();
    if (isSearch) type().then(hideSuggestions);
    else $("#search").requestSubmit();
  };

  // MARK: The timeline

  let isDragged = false;

  const prepareTimeline = () => {
    const timeline = $(".timeline");
    const bars = timeline ? $$("g", timeline) : [];
    if (bars.length < 2) return;
    const svg = $("svg", timeline);
    const text = $(".range", timeline);
    const slots = svg.viewBox.baseVal.width / 10; // a few bars do not fill the drawing
    let range = null; // the first and the last chosen bar

    const show = (first, last) => {
      range = [Math.min(first, last), Math.max(first, last)];
      bars.forEach((bar, at) => bar.classList.toggle("chosen", at >= range[0] && at <= range[1]));
      const [from, to] = range.map((at) => bars[at].dataset.label);
      text.textContent = from === to ? from : from + " to " + to;
    };
    const apply = () => {
      if (!range) return;
      const parameters = new URLSearchParams(location.search);
      for (const name of ["page", "offset"]) parameters.delete(name);
      parameters.set("since", bars[range[0]].dataset.since);
      parameters.set("until", bars[range[1]].dataset.until);
      go(address(parameters));
    };
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      const index = Math.floor(((event.clientX - box.left) / box.width) * slots);
      return Math.max(0, Math.min(bars.length - 1, index));
    };

    // A drag over the bars chooses a range; a click follows the link of a bar.
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const start = at(event);
      const x = event.clientX;
      isDragged = false;
      const move = (event) => {
        if (!isDragged && Math.abs(event.clientX - x) < 6) return;
        isDragged = true;
        show(start, at(event));
      };
      const end = (event) => {
        document.removeEventListener("pointermove", move);
        document.removeEventListener("pointerup", end);
        document.removeEventListener("pointercancel", end);
        if (isDragged && event.type === "pointerup") apply();
        setTimeout(() => { isDragged = false; });
      };
      document.addEventListener("pointermove", move);
      document.addEventListener("pointerup", end);
      document.addEventListener("pointercancel", end);
    });

    // Two handles do the same from the keyboard.
    const ends = [0, bars.length - 1];
    const handles = ["First date", "Last date"].map((label, side) => {
      const handle = document.createElement("div");
      handle.className = "handle";
      handle.tabIndex = 0;
      const set = (name, value) => handle.setAttribute(name, value);
      set("role", "slider");
      set("aria-label", label);
      set("aria-valuemin", 0);
      set("aria-valuemax", bars.length - 1);
      const place = () => {
        set("aria-valuenow", ends[side]);
        set("aria-valuetext", bars[ends[side]].dataset.label);
        handle.style.left = ((ends[side] + side) / slots) * 100 + "%";
      };
      const moveTo = (index) => {
        ends[side] = Math.max(0, Math.min(bars.length - 1, index));
        if (ends[0] > ends[1]) ends[1 - side] = ends[side];
        handles.forEach((handle) => handle.place());
        show(ends[0], ends[1]);
      };
      handle.place = place;
      handle.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };
        if (event.key in step) moveTo(ends[side] + step[event.key]);
        else if (event.key === "Home") moveTo(0);
        else if (event.key === "End") moveTo(bars.length - 1);
        else if (event.key === "Enter") apply();
        else return;
        event.preventDefault();
        event.stopPropagation();
      });
      handle.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        handle.focus();
        const move = (event) => moveTo(at(event));
        handle.setPointerCapture(event.pointerId);
        handle.addEventListener("pointermove", move);
        handle.addEventListener("pointerup", () => {
          handle.removeEventListener("pointermove", move);
          apply();
        }, { once: true });
      });
      place();
      return handle;
    });
    svg.after(...handles);
  };

  // MARK: An article

  let match = -1;

  const goToMatch = (step) => {
    const marks = $$(".text mark");
    if (!marks.length) return;
    match = match < 0 && step < 0 ? marks.length - 1 : (match + step + marks.length) % marks.length;
    for (const other of $$("mark.current")) other.classList.remove("current");
    marks[match].classList.add("current");
    marks[match].scrollIntoView({ block: "center" });
    $("#mark-place").textContent = match + 1 + " of " + marks.length;
  };

  /** Opens an article, and notes how many steps back the results are. */
  const leaveFor = (link, replaces) => {
    const depth = isSearch ? 1 : history.state?.depth ? history.state.depth + (replaces ? 0 : 1) : 0;
    try { sessionStorage.setItem("pressmark.depth", depth); } catch { /* off */ }
    if (replaces) location.replace(link.href);
  };

  const returnToResults = () => {
    const back = $("#back");
    if (!back) return;
    if (history.state?.depth) history.go(-history.state.depth);
    else location.assign(back.href);
  };

  const prepareArticle = () => {
    if (!$(".article")) return;
    let depth = history.state?.depth;
    try {
      depth ??= Number(sessionStorage.getItem("pressmark.depth"));
      sessionStorage.removeItem("pressmark.depth");
    } catch { /* off */ }
    history.replaceState({ depth }, "");
    const [previous, next] = [$(".mark-previous"), $(".mark-next")];
    if (!next) return;
    previous.textContent = "Previous match";
    next.textContent = "Next match";
    const target = $$(".text mark").findIndex((mark) => "#" + mark.id === location.hash);
    if (target >= 0) match = target;
  };

  // MARK: The saved page

  const element = (name, text, properties = {}) =>
    Object.assign(document.createElement(name), { textContent: text }, properties);

  const showSaved = () => {
    if (!$("#saved")) return;
    const when = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
    for (const [name, none] of [["stars", "No stars yet."], ["history", "No searches yet."]]) {
      const entries = store.read(name);
      const items = entries.map((entry, index) => {
        const item = element("li", "");
        const isOurs = typeof entry.address === "string" && /^\/(?![/\\])/.test(entry.address);
        item.append(
          element("a", String(entry.title ?? entry.text), { href: isOurs ? entry.address : "/", dir: "auto" }),
          element("span", String(entry.facts ?? entry.summary ?? ""), { className: "small" }));
        const time = Date.parse(entry.time ?? entry.starred);
        if (time) item.append(element("time", when.format(time), { className: "small" }));
        item.append(element("button", "Remove", {
          type: "button", ariaLabel: "Remove " + (entry.title ?? entry.text),
          onclick: () => {
            store.write(name, store.read(name).filter((_, at) => at !== index));
            showSaved();
            const buttons = $$(`#${name} button`);
            (buttons[Math.min(index, buttons.length - 1)] ?? main).focus(); // the focus stays near
          },
        }));
        return item;
      });
      $("#" + name).replaceChildren(...(items.length ? items : [element("li", none)]));
      for (const kind of ["export", "clear"]) $(`[data-${kind}="${name}"]`).hidden = !items.length;
    }
  };

  const exportList = (name) => {
    const text = JSON.stringify({ [name]: store.read(name) }, null, 2) + "\n";
    const link = element("a", "", {
      href: URL.createObjectURL(new Blob([text], { type: "application/json" })),
      download: "pressmark-" + name + ".json",
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  // MARK: Events

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (button?.classList.contains("star")) return toggleStar(button);
    if (button?.dataset.export) return exportList(button.dataset.export);
    if (button?.dataset.clear) {
      store.write(button.dataset.clear, []);
      showSaved();
      return main.focus();
    }
    const item = event.target.closest?.("#suggestions li");
    if (item) return accept(item);
    const link = event.target.closest?.("a");
    if (!link) return;
    const target = link.getAttribute("href") ?? "";
    if (isDragged && link.closest(".bars")) return event.preventDefault();
    if (link.classList.contains("mark-next") || link.classList.contains("mark-previous")) {
      event.preventDefault();
      return goToMatch(link.classList.contains("mark-next") ? 1 : -1);
    }
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (isSearch && (target === "/" || target.startsWith("/?"))) {
      event.preventDefault();
      go(target);
    } else if (target.startsWith("/read/")) {
      settleAddress();
      const hit = link.closest(".hit");
      if (hit) mark(hit);
      saveState();
      const replaces = !isSearch && !!link.closest(".place");
      if (replaces) event.preventDefault();
      leaveFor(link, replaces);
    } else if (link.id === "back") {
      event.preventDefault();
      returnToResults();
    }
  });

  $("#search").addEventListener("submit", (event) => {
    hideSuggestions();
    if (!isSearch) return;
    event.preventDefault();
    const close = () => { session = 0; }; // what is typed next is another entry of the history
    if (isUnsettled) settle().then(close);
    else if (field.value !== (new URLSearchParams(location.search).get("q") ?? "")) type().then(settle).then(close);
    else close();
  });

  document.addEventListener("submit", (event) => {
    if (!isSearch || !event.target.matches(".dates")) return;
    event.preventDefault();
    const parameters = new URLSearchParams(new FormData(event.target));
    for (const name of ["since", "until"]) if (!parameters.get(name)) parameters.delete(name);
    go(address(parameters));
  });

  field.addEventListener("input", (event) => { if (!event.isComposing) type(); });
  field.addEventListener("compositionend", () => type());
  field.addEventListener("blur", () => setTimeout(() => {
    if (document.activeElement !== field) hideSuggestions();
  }, 150));
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list",
    "aria-haspopup": "listbox",
  })) field.setAttribute(name, value);

  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const isOpen = suggest.childElementCount > 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const isDown = event.key === "ArrowDown";
      // After the last completion come the hits.
      if (isOpen && !(isDown && option === suggest.firstElementChild.childElementCount - 1)) {
        pick(isDown ? option + 1 : option - 1);
      } else if (isDown) {
        hideSuggestions();
        select(0);
      }
    } else if (event.key === "Enter" && option >= 0) {
      event.preventDefault();
      accept($$("#suggestions li")[option]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      hideSuggestions();
    }
  });

  document.addEventListener("focusin", (event) => {
    const hit = event.target.closest?.(".hit");
    if (hit) mark(hit);
  });

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if ($("#keys").open || event.target.closest?.("input, textarea, select, [role=slider]")) return;
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step && hits().length) {
      if (step < 0 && selected() <= 0) field.focus();
      else select(Math.min(selected() + step, hits().length - 1));
    } else if (event.key === "/") {
      field.focus();
      field.select();
    } else if (event.key === "Enter" && event.target === document.body && selected() >= 0) {
      $("h2 a", hits()[selected()]).click();
    } else if (event.key === "s") {
      const button = $(".hit.selected .star") ?? $(".article .star");
      if (button) toggleStar(button);
    } else if (event.key === "n" || event.key === "N") {
      goToMatch(event.key === "n" ? 1 : -1);
    } else if (event.key === "[" || event.key === "]") {
      $(event.key === "[" ? ".place [rel=prev]" : ".place [rel=next]")?.click();
    } else if (event.key === "Escape") {
      returnToResults();
      return;
    } else if (event.key === "?") {
      $("#keys").showModal();
    } else {
      return;
    }
    event.preventDefault();
  });

  window.addEventListener("popstate", (event) => {
    if (!isSearch) return;
    // A link within the page changes only the part after #.
    if (address(new URLSearchParams(location.search)) !== current) {
      go(location.pathname + location.search, event.state ?? {});
    } else if (event.state) {
      restore(event.state);
    }
  });

  showStars(); // before the scroll is restored, because it makes the hits higher
  if (isSearch) {
    history.scrollRestoration = "manual";
    let timer = 0;
    window.addEventListener("scroll", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { if (!isUnsettled) saveState(); }, 150);
    }, { passive: true });
    if (history.state) restore(history.state);
    else if (/^#hit-\d+$/.test(location.hash)) select(hits().findIndex((hit) => "#" + hit.id === location.hash));
    for (const id of ["results", "refine"]) {
      remember(current, id, $("#" + id)?.outerHTML);
    }
    announce();
    window.addEventListener("pagehide", settleAddress);
  }
  window.addEventListener("pageshow", (event) => { if (event.persisted) { showStars(); showSaved(); } });
  prepareTimeline();
  prepareArticle();
  showSaved();
})();
