const TRANSLATED = ["species", "sex", "status"];
const HIDDEN = ["id", "pet_id", "pet_name", "as_of", "already_saved", "relation", "kind", "renewed_id", "state", "days_until_due", "photo_url", "age"];
function draw(data) {
  const removed = data.kind && (data.vaccination || data.medical_record || data.weight || data.microchip);
  const record = removed || data, name = cut(data.pet_name || data.name, 60);
  const former = new Map((Array.isArray(data.replaced) ? data.replaced : []).map(({ field, before }) => [field, before]));
  const head = removed ? "removed" : data.renewed_id ? "renewed" : "changed";
  const shown = (field, value) => value === undefined ? "" : field === "weight_kg" ? kg(value) : /^\d{4}-/.test(value) ? day(value) : cut(TRANSLATED.includes(field) ? t(value) : value, 300);
  const now = (field, value) => removed ? h("s", {}, shown(field, value)) : former.has(field) ? h("mark", {}, value === undefined ? t("empty") : shown(field, value)) : shown(field, value);
  const before = (field) => former.size > 0 && h("td", {}, former.has(field) ? former.get(field) === undefined ? t("empty") : h("s", {}, shown(field, former.get(field))) : "");
  const kept = Object.entries(record).filter(([field, value]) => !HIDDEN.includes(field) && typeof value !== "object");
  const emptied = [...former.keys()].filter((field) => !(field in record)).map((field) => [field, undefined]);
  const rows = [...kept, ...emptied].map(([field, value]) =>
    h("tr", {}, h("th", { scope: "row" }, t(field)), before(field), h("td", {}, now(field, value))));
  const heads = former.size > 0 && h("thead", {}, h("tr", {}, ["field", "before", "now"].map((column) => h("th", { scope: "col" }, t(column)))));
  return [
    title(t(head, { name }), former.size > 0 && t("marked")), h("table", {}, heads, h("tbody", {}, rows)),
    data.renewed_id && h("p", { class: "soft" }, t("old_closed")),
    ...(Array.isArray(data.notes) ? data.notes : []).map((note) => h("p", {}, cut(note, 300))),
  ];
}
