"use strict";
// Everything shown is in the page already and works as links. This adds sorting, filtering and the way between a number
// and its row. Text is only ever set as text.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const body = document.body, card = $("#card");
const phone = matchMedia("(max-width:860px)");
const panes = $$(".tabs button").map((tab) => tab.dataset.pane);

function show(pane) {
  body.dataset.pane = pane;
  for (const tab of $$(".tabs button")) {
    const on = tab.dataset.pane === pane;
    tab.setAttribute("aria-selected", on);
    tab.tabIndex = on ? 0 : -1;
  }
  if (phone.matches) scrollTo(0, 0);
}

$(".tabs").addEventListener("click", (event) => {
  const tab = event.target.closest("button");
  if (tab) show(tab.dataset.pane);
});
$(".tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = $$(".tabs button").filter((tab) => tab.offsetParent);
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  show(next.dataset.pane);
  next.focus();
});

// A number in the text and its row carry the same key.
const key = (element) => element && element.closest("[data-key]")?.dataset.key;
const number = (of) => $(`.text .rp-n[data-key="${of}"]`);
const row = (of) => $(`tr[data-key="${of}"]`);

function unmark() {
  for (const old of $$(".hit,.named")) old.classList.remove("hit", "named");
}

function mark(of) {
  unmark();
  number(of)?.classList.add("hit");
  row(of)?.classList.add("hit");
  if (of.startsWith("o")) for (const word of $$(`.text [data-o~="${of.slice(1)}"]`)) word.classList.add("named");
}

function center(element) {
  element?.scrollIntoView({ block: "center", inline: "nearest" });
}

function describe(of, toTable) {
  const from = row(of);
  card.replaceChildren();
  if (!from) return;
  const add = (name, text, parent = card) => {
    const element = document.createElement(name);
    element.textContent = text;
    parent.append(element);
    return element;
  };
  const close = add("button", "×");
  close.className = "close";
  close.setAttribute("aria-label", card.dataset.close);
  close.addEventListener("click", hide);
  const [head, ...facts] = JSON.parse(from.dataset.more);
  add("h3", head);
  const list = add("dl", "");
  for (const [label, value] of facts) {
    add("dt", label, list);
    add("dd", value, list);
  }
  const go = add("button", toTable ? card.dataset.table : card.dataset.text);
  go.className = "go";
  go.addEventListener("click", () => (toTable ? toRow(of) : toText(of)));
  card.hidden = false;
  dispatchEvent(new CustomEvent("described", { detail: of }));
}

function hide() {
  card.hidden = true;
  unmark();
}

function toText(of) {
  if (phone.matches) show("text");
  mark(of);
  describe(of, true);
  center(number(of));
}

function toRow(of) {
  const target = row(of);
  if (!target) return;
  show(target.closest(".pane").id.slice(5));
  if (target.hidden) reset(target.closest(".pane"));
  mark(of);
  describe(of, false);
  center(target);
  $("a", target)?.focus({ preventScroll: true });
}

$(".text").addEventListener("click", (event) => {
  const of = key(event.target.closest(".rp-n"));
  if (!of) return hide();
  event.preventDefault();
  wander(event.target.closest(".rp-n"));
  mark(of);
  describe(of, true);
  if (phone.matches) return center(number(of));
  const pane = row(of).closest(".pane");
  show(pane.id.slice(5));
  if (row(of).hidden) reset(pane);
  center(row(of));
});

for (const pane of $$(".pane")) {
  pane.addEventListener("click", (event) => {
    if (event.target.closest(".tick")) return;
    const of = key(event.target.closest("tr"));
    if (of) {
      event.preventDefault();
      toText(of);
      return;
    }
    const link = event.target.closest("a[data-see]");
    if (link) {
      event.preventDefault();
      toText(link.dataset.see);
    }
    const heading = event.target.closest('a[href^="#s"]');
    if (heading) {
      event.preventDefault();
      if (phone.matches) show("text");
      document.getElementById(heading.hash.slice(1))?.scrollIntoView({ block: "start" });
    }
  });
}

// One number is in the tab order; the arrow keys move on from it.
const numbers = $$(".text .rp-n");
function wander(to) {
  for (const each of numbers) each.tabIndex = -1;
  to.tabIndex = 0;
}
numbers.forEach((each, place) => (each.tabIndex = place ? -1 : 0));
$(".text").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = numbers.indexOf(document.activeElement);
  if (!step || at < 0) return;
  const visible = (each) => !each.classList.contains("off");
  let next = at + step;
  while (numbers[next] && !visible(numbers[next])) next += step;
  if (!numbers[next]) return;
  event.preventDefault();
  wander(numbers[next]);
  numbers[next].focus();
  center(numbers[next]);
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !card.hidden) hide();
});

// Filters and sorting.
function reset(pane) {
  for (const field of $$(".filters input,.filters select", pane)) field.value = "";
  filter(pane);
}

function filter(pane) {
  const words = $(".filters input", pane).value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = $$(".filters select", pane).filter((field) => field.value);
  let shown = 0;
  for (const each of $$("tbody tr", pane)) {
    const text = each.textContent.toLowerCase();
    each.hidden = !(
      words.every((word) => text.includes(word)) && wanted.every((field) => each.dataset[field.name] === field.value)
    );
    shown += !each.hidden;
  }
  $(".filters output", pane).textContent = `${shown} ${$(".filters output", pane).dataset.unit}`;
  $(".none", pane).hidden = shown > 0;
}

for (const filters of $$(".filters")) {
  const pane = filters.closest(".pane");
  filters.hidden = false;
  filters.addEventListener("input", () => filter(pane));
  filter(pane);
  const compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
  $("thead", pane).addEventListener("click", (event) => {
    const head = event.target.closest("th");
    if (!head || !event.target.closest("button")) return;
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of $$("th", pane)) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const place = head.cellIndex, table = $("tbody", pane);
    const value = (each) => each.cells[place].dataset.v ?? each.cells[place].textContent;
    const order = (a, b) => {
      const [x, y] = [value(a), value(b)];
      const [p, q] = [Number(x), Number(y)];
      return x !== "" && y !== "" && !Number.isNaN(p) && !Number.isNaN(q) ? p - q : compare(x, y);
    };
    table.append(...$$("tr", table).sort((a, b) => (up ? order(a, b) : order(b, a))));
  });
}

// The legend hides a category's colours.
$(".legend").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", on);
  for (const each of $$(`.text .rp-${button.dataset.category}`)) each.classList.toggle("off", !on);
});

show(phone.matches ? "text" : "metrics");
