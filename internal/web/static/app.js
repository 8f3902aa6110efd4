// What makes the pages quicker: keys, forms that keep what was written when they are refused, filters that apply
// themselves, and the progress of a lookback. Without it everything works.
"use strict";
document.documentElement.classList.add("scripted");

// What is said here stands in the page, with everything else that pages say.
const said = document.getElementById("main").dataset;

// Forms: a refusal is shown above the form, and what was written stays.
document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (!form.matches("[data-live]") && !button?.matches("[data-live]")) return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  button?.setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form, button));
  try {
    const answer = await fetch(button?.getAttribute("formaction") || form.action, { method: "POST", body });
    if (answer.ok) {
      const before = location.href;
      location.assign(answer.url);
      if (answer.url.split("#")[0] === before.split("#")[0]) location.reload();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    refuse(form, page.querySelector(".refusal")?.textContent || said.unreadable);
  } catch {
    refuse(form, said.silent);
  }
  delete form.dataset.busy;
  button?.removeAttribute("aria-busy");
});

function refuse(form, sentence) {
  let box = form.querySelector(".refusal");
  if (!box) {
    box = document.createElement("p");
    box.className = "refusal wide";
    box.setAttribute("role", "alert");
    box.tabIndex = -1;
    form.prepend(box);
  }
  box.textContent = sentence;
  for (const field of form.querySelectorAll("details:not([open])")) field.open = true;
  box.focus();
  box.scrollIntoView({ block: "nearest" });
}

// Filters apply themselves.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// Keys. A key stands at what it does: data-key. Rows are walked with j and k.
const typing = (element) => element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
document.addEventListener("keydown", (event) => {
  const here = event.target;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && here.form) { here.form.requestSubmit(here.form.querySelector("button.main")); event.preventDefault(); return; }
  if (event.key === "Escape" && typing(here)) { here.blur(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(here)) return;
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length && (event.key === "j" || event.key === "k")) {
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)))].focus();
    event.preventDefault();
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input[type=radio]")) { target.checked = true; target.focus(); } else if (typing(target)) target.focus(); else target.click();
});

// Back from a refusal: to the page it came from.
document.querySelector("[data-back]")?.addEventListener("click", (event) => {
  if (history.length > 1) { event.preventDefault(); history.back(); }
});

// Printing, where a page is made for it.
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

// Progress of a lookback, as the server tells it.
const live = document.querySelector("[data-events]");
if (live) {
  const source = new EventSource(live.dataset.events);
  source.onmessage = (event) => {
    const p = JSON.parse(event.data);
    const bar = live.querySelector("progress");
    bar.max = p.total || 1;
    bar.value = p.done;
    live.querySelector("[data-words]").textContent = p.words;
    if (p.state === "done") { source.close(); location.reload(); }
  };
}
