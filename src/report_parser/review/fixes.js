// Corrections: kept in the browser, and exported as the file that --corrections reads. A correction is known by its row
// and its field; a row that is ticked is one with the field "checked".
const about = $("main").dataset;
const words = JSON.parse(about.w), fields = JSON.parse(about.fields);
const store = `report_parser ${about.report}`;
const fixes = new Map();
let author = "";

function load() {
  try {
    author = localStorage.getItem("report_parser author") ?? "";
    for (const [name, fix] of JSON.parse(localStorage.getItem(store) ?? "[]")) fixes.set(name, fix);
  } catch {
    // A browser that keeps nothing still exports what was done in this window.
  }
}

function keep() {
  try {
    localStorage.setItem("report_parser author", author);
    localStorage.setItem(store, JSON.stringify([...fixes]));
  } catch {
    // See load.
  }
}

// The state of a row, as the filter knows it: unchecked, checked or corrected.
function state(of) {
  const mine = [...fixes.keys()].filter((name) => name.startsWith(`${of} `));
  if (mine.some((name) => name !== `${of} checked`)) return "corrected";
  return mine.length ? "checked" : "unchecked";
}

function show_state(of) {
  const line = row(of);
  if (!line) return;
  line.dataset.mark = state(of);
  const box = $(".tick input", line);
  if (box) box.checked = fixes.has(`${of} checked`);
  if (box) box.closest("td").dataset.v = line.dataset.mark;
  $("#export").textContent = `${words.export} (${fixes.size})`;
}

function put(of, field, old, now, reason = "") {
  const { fields: _, section, ...own } = JSON.parse(row(of).dataset.fix);
  let place = own;
  if (field === "section_period") {
    // It is the heading's, and the last row that says it counts for all that stand under it.
    const { period: __, ...heading } = section;
    place = heading;
    for (const [name, fix] of [...fixes]) if (fix.field === field && fix.start === heading.start) drop(name);
  }
  const today = new Date();
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
  const report = { report_id: about.report, source: about.source };
  fixes.set(`${of} ${field}`, { ...report, ...place, field, old, new: now, author: "", date, reason });
  keep();
  show_state(of);
}

function drop(name) {
  fixes.delete(name);
  keep();
  show_state(name.split(" ")[0]);
}

function made(name, text, parent) {
  const element = document.createElement(name);
  element.textContent = text;
  parent.append(element);
  return element;
}

function button(text, parent, act) {
  const element = made("button", text, parent);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

// The form in the card of a row.
function form(of) {
  const known = JSON.parse(row(of).dataset.fix);
  const box = made("div", "", card);
  box.className = "fix";
  for (const [name, fix] of fixes) {
    if (!name.startsWith(`${of} `) || fix.field === "checked") continue;
    const said = made("p", `${words.corrected}: ${label(fix.field)} ${shown(fix.old)} → ${shown(fix.new)} `, box);
    button(words.undo, said, () => {
      drop(name);
      describe(of, false);
    });
  }
  const line = made("div", "", box);
  const reason = document.createElement("input");
  reason.placeholder = reason.ariaLabel = words.reason;
  if (!known.fields) {
    const name = made("input", "", line);
    name.placeholder = name.ariaLabel = words.name;
    line.append(reason);
    button(words.is_metric, line, () => {
      if (!name.value.trim()) return name.focus();
      put(of, "row", null, { name: name.value.trim() }, reason.value);
      describe(of, false);
    });
    return;
  }
  const choice = made("select", "", line);
  choice.ariaLabel = words.field;
  for (const [name, text] of fields)
    if (name !== "section_period" || known.section) made("option", text, choice).value = name;
  const old = (name) => (name === "section_period" ? known.section.period : known.fields[name]);
  const place = made("span", "", line);
  const offer = () => place.replaceChildren(entry(choice.value, old(choice.value)));
  choice.addEventListener("change", offer);
  offer();
  line.append(reason);
  button(words.save, line, () => {
    const given = place.firstChild;
    const now = value(choice.value, given.value);
    if (now === undefined) return given.reportValidity();
    put(of, choice.value, old(choice.value), now, reason.value);
    describe(of, false);
  });
  button(words.no_metric, line, () => {
    put(of, "row", known.fields, null, reason.value);
    describe(of, false);
  });
}

const label = (name) => fields.find(([field]) => field === name)?.[1] ?? words.no_metric;
const shown = (value) => (value === null ? "∅" : typeof value === "object" ? value.name : String(value));

// What a field is entered in: a list where it has a vocabulary, else a line.
function entry(name, now) {
  const options = fields.find(([field]) => field === name)[2];
  const element = document.createElement(options.length ? "select" : "input");
  element.ariaLabel = words.new_value;
  if (options.length) {
    if (["direction", "basis_kind"].includes(name)) made("option", "∅", element).value = "";
    for (const [value, text] of options) made("option", text, element).value = value;
  }
  element.value = now ?? "";
  if (/^(value|high|step)$/.test(name)) element.pattern = "-?[0-9,]+(\\.[0-9]+)?";
  if (/^period_/.test(name)) element.type = "date";
  if (/^(name|value|step|role|kind|bound|status)$/.test(name)) element.required = true;
  return element;
}

// A value as the file states it; undefined where what was entered is none.
function value(name, written) {
  const text = written.trim();
  if (name === "estimated") return text === "true";
  if (/^(value|high|step)$/.test(name)) {
    const plain = text.replaceAll(",", "");
    if (text && !/^-?\d+(\.\d+)?$/.test(plain)) return undefined;
    return plain || (name === "high" ? null : undefined);
  }
  if (!text && /^(name|role|kind|bound|status)$/.test(name)) return undefined;
  return text || (name === "unit" ? "" : null);
}

addEventListener("described", (event) => form(event.detail));

for (const pane of $$(".pane")) {
  pane.addEventListener("change", (event) => {
    const box = event.target.closest(".tick input");
    if (!box) return;
    const of = key(box);
    if (box.checked) put(of, "checked", JSON.parse(row(of).dataset.fix).fields, true);
    else drop(`${of} checked`);
  });
}

// n goes to the next unchecked row, c ticks the one that is open.
addEventListener("keydown", (event) => {
  if (event.target.closest("input,select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = $$("#pane-metrics tbody tr").filter((line) => !line.hidden);
  const at = rows.findIndex((line) => line.classList.contains("hit"));
  if (event.key === "c" && rows[at]) $(".tick input", rows[at]).click();
  if (event.key === "n") {
    const next = [...rows.slice(at + 1), ...rows.slice(0, at + 1)].find((line) => line.dataset.mark === "unchecked");
    if (next) toRow(key(next));
  }
});

$("#export")?.addEventListener("click", () => {
  if (!author) return $("#author").focus();
  const lines = [...fixes.values()].map((fix) => JSON.stringify({ ...fix, author }) + "\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(lines, { type: "application/x-ndjson" }));
  link.download = `${about.source.replace(/\.[^.]*$/, "") || "report"}.fixes.jsonl`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
$("#author")?.addEventListener("input", (event) => {
  author = event.target.value.trim();
  keep();
});

load();
if ($(".fixes")) {
  $(".fixes").hidden = false;
  $("#author").value = author;
  for (const line of $$("#pane-metrics tbody tr,#pane-others tbody tr")) {
    line.dataset.mark = "unchecked";
    if (fixes.size) show_state(line.dataset.key);
  }
  $("#export").textContent = `${words.export} (${fixes.size})`;
  for (const pane of $$("#pane-metrics,#pane-others")) if ($(".filters", pane)) filter(pane);
}
