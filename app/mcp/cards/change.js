const HIDDEN = ["id", "pet_id", "pet_name", "as_of", "already_saved", "relation", "kind", "renewed_id", "state", "days_until_due", "photo_url", "age"];
function draw(data) {
  const removed = data.kind && (data.vaccination || data.medical_record || data.weight || data.microchip);
  const record = removed || data, name = cut(data.pet_name || data.name, 60);
  const head = removed ? "removed" : data.renewed_id ? "renewed" : "changed";
  const shown = (value) => typeof value === "number" && String(value).includes(".") ? kg(value) : /^\d{4}-/.test(value) ? day(value) : cut(typeof value === "object" ? "" : t(String(value)), 300);
  const line = ([field, value]) => {
    const text = shown(value), isNew = !removed && field in input;
    return [t("field_" + field).replace("field_", ""), isNew ? h("mark", {}, text) : removed ? h("s", {}, text) : text];
  };
  const rows = Object.entries(record).filter(([field, value]) => !HIDDEN.includes(field) && typeof value !== "object").map(line);
  const old = data.renewed_id && h("p", { class: "soft" }, t("old_closed"));
  const body = h("tbody", {}, rows.map(([label, value]) => h("tr", {}, h("th", { scope: "row" }, label), h("td", {}, value))));
  return [
    title(t(head, { name }), removed ? null : t("marked")), h("table", {}, body), old,
    ...(Array.isArray(data.notes) ? data.notes : []).map((note) => h("p", {}, cut(note, 300))),
    (data.cleared || []).length > 0 && h("p", {}, t("emptied")),
  ];
}
