// What the page does on its own in the browser. Nothing here depends on what a document or a question says.
(() => {
  const words = JSON.parse(document.getElementById("relevo-words").textContent);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const glide = () => (calm.matches ? "auto" : "smooth");

  // A citation opens its source, also when it belongs to an answer before the last one.
  let openedEarlier = "";
  function openSource(id) {
    const card = document.getElementById(id);
    if (!card) return;
    openedEarlier = card.closest("#earlier-sources") ? id : "";
    choose(card);
    card.querySelector("summary").focus({ preventScroll: true });
    card.scrollIntoView({ behavior: glide(), block: "nearest" });
  }

  function choose(card) {
    const group = card.closest(".sources");
    document.querySelectorAll(".sources.chosen").forEach((other) => other.classList.remove("chosen"));
    group.classList.toggle("chosen", Boolean(group.closest("#earlier-sources")));
    group.querySelectorAll("details").forEach((other) => { other.open = other === card; });
  }

  // Gradio may write the sources again as they were, and what was chosen of them is lost.
  function keepChosen() {
    const card = openedEarlier && document.getElementById(openedEarlier);
    if (card && !card.closest(".sources.chosen")) choose(card);
  }

  // The clipboard of the browser only works on https and localhost, and a town hall may serve neither.
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  async function copyAnswer(button) {
    await copy(document.querySelector("#last-sources .copied").textContent);
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  }

  // A long answer shows its beginning; the style hides what follows the link until its row says that it is whole.
  function showWhole(link) {
    const row = link.closest(".bot-row");
    row.dataset.whole = "";
    row.querySelector("p:has(> a[href^='#mas-']) + *").setAttribute("tabindex", "-1");
    row.querySelector("p:has(> a[href^='#mas-']) + *").focus({ preventScroll: true });
  }

  // On paper the sources stand open, and the button prints the last answer alone.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("#last-sources details:not([open], .read)")];
    opened.forEach((card) => { card.open = true; });
    document.querySelectorAll("#sources img").forEach((image) => { image.loading = "eager"; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((card) => { card.open = false; });
    delete document.documentElement.dataset.printing;
  });
  function printAnswer() {
    document.documentElement.dataset.printing = "last";
    print();
  }

  // The system's theme, unless its reader chose the other one. Gradio keeps it as a class of the body.
  const chosenTheme = () => localStorage.getItem("relevo-theme");
  function settleTheme() {
    const dark = document.body.classList.contains("dark");
    if (chosenTheme() && dark !== (chosenTheme() === "dark")) {
      document.body.classList.toggle("dark");
      return;
    }
    const button = document.getElementById("theme");
    if (!button) return;
    const label = dark ? words.light : words.dark;
    if (button.hidden || button.textContent !== label) Object.assign(button, { hidden: false, textContent: label });
  }
  function changeTheme() {
    localStorage.setItem("relevo-theme", document.body.classList.contains("dark") ? "light" : "dark");
    settleTheme();
  }

  document.addEventListener("click", (event) => {
    const citation = event.target.closest("a[href*='#fuente-']");
    if (citation) {
      event.preventDefault();
      openSource(citation.hash.slice(1));
    } else if (event.target.closest("#theme")) {
      changeTheme();
    } else if (event.target.closest("a[href^='#mas-']")) {
      event.preventDefault();
      showWhole(event.target.closest("a"));
    } else if (event.target.closest("#copy")) {
      copyAnswer(event.target.closest("#copy"));
    } else if (event.target.closest("#print")) {
      printAnswer();
    } else if (event.target.closest("#suggestions button, #choices button, .example, [data-testid=stop-button]")) {
      document.querySelector("#chat [role=log]").focus({ preventScroll: true }); // the button is about to go
    }
  });

  // A question is asked while there is a button to ask it. One that is entered before waits for the answer under way and
  // is asked after it, unless its writer goes on writing or ends that answer; until then it stays in its box.
  let entered = null;
  const toAsk = () => document.querySelector("#composer [data-testid=submit-button]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || toAsk() || !event.target.closest("#composer")) return;
    event.preventDefault();
    entered = event.target.value;
  }, { capture: true });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#clear, #conversations, [data-testid=stop-button]")) entered = null;
  }, { capture: true });
  function askEntered() {
    if (entered === null || !toAsk()) return;
    const asked = entered.trim() && document.querySelector("#composer textarea").value === entered;
    entered = null;
    if (asked) toAsk().click();
  }

  // A new question goes to the top and stays there while its answer grows, until its reader scrolls or presses something,
  // which must not move from under the finger. On a phone the keyboard, which would cover half of it, goes away.
  let questions = 0;
  let kept = null;
  ["wheel", "touchmove", "pointerdown", "keydown"].forEach((move) => addEventListener(move, () => { kept = null; }, { passive: true }));
  function keepInSight() {
    const rows = document.querySelectorAll("#chat .user-row");
    if (rows.length > questions) {
      kept = rows[rows.length - 1];
      if (!matchMedia("(hover: hover)").matches) document.activeElement.blur();
    }
    if (rows.length !== questions) openedEarlier = "";
    questions = rows.length;
    if (kept) kept.scrollIntoView({ block: "start" });
  }

  // Gradio's own words, and the language it declares. The label that repeats a whole message would be read twice by a screen reader.
  function speakSpanish() {
    if (document.documentElement.lang !== "es") document.documentElement.lang = "es";
    document.querySelectorAll("#chat [data-testid=bot][aria-label], #chat [data-testid=user][aria-label]")
      .forEach((message) => message.removeAttribute("aria-label"));
    document.querySelectorAll("#chat [aria-label], .toast-wrap [aria-label], .tab-wrapper [aria-label]").forEach((part) => {
      const label = part.getAttribute("aria-label");
      for (const [theirs, ours] of Object.entries(words.gradio))
        if (label.startsWith(theirs)) part.setAttribute("aria-label", label.replace(theirs, ours));
    });
    document.querySelectorAll(".toast-wrap .toast-title, .toast-wrap [data-testid=toast-text]").forEach((part) => {
      const ours = words.gradio[part.textContent.trim()];
      if (ours) part.textContent = ours;
    });
    document.querySelectorAll("#chat [role=log]:not([tabindex])").forEach((log) => { log.tabIndex = 0; });
  }

  new MutationObserver(() => { settleTheme(); speakSpanish(); keepInSight(); keepChosen(); askEntered(); }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["class", "aria-label", "lang"],
  });
  if (matchMedia("(hover: hover) and (min-width: 900px)").matches) {
    const waiting = new MutationObserver(() => {
      const box = document.querySelector("#composer textarea");
      if (!box) return;
      waiting.disconnect();
      box.focus({ preventScroll: true });
    });
    waiting.observe(document.body, { subtree: true, childList: true });
  }
})();
