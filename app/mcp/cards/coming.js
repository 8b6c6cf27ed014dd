function things(data) {
  if (data.items) return data.items.map((row) => ({ on: row.date, days: row.days_until, pet: row.pet_name, what: row.kind === "birthday" ? t("turns", { turns: row.turns }) : row.vaccine_name, late: row.state === "overdue", shot: row.kind !== "birthday" }));
  return (data.pets || []).flatMap((pet) => [
    ...(pet.due_vaccinations || []).map((row) => ({ on: row.due_at, days: row.days_until_due, pet: pet.name, what: row.vaccine_name, late: row.state === "overdue", shot: true })),
    ...(pet.next_birthday?.date ? [{ on: pet.next_birthday.date, days: pet.next_birthday.days_until, pet: pet.name, what: t("turns", { turns: pet.next_birthday.turns }) }] : []),
  ]).sort((a, b) => a.on.localeCompare(b.on));
}
function draw(data) {
  const rows = things(data), pets = data.pets_checked ?? (data.pets || []).length;
  const when = (row) => row.late ? t("days_late", { days: -row.days }) : row.days === 0 ? t("today") : t("in_days", { days: row.days });
  const item = (row) => h("li", {}, h("strong", {}, cut(row.pet, 40)), ": " + cut(row.what, 60), h("br"), h("span", { class: row.late ? "bad" : "soft" }, day(row.on) + ", " + when(row)));
  const unknown = (data.no_due_dates || []).map((pet) => cut(pet.pet_name, 40)).join(", ");
  return [
    title(t("what_comes"), rows.length ? t("looked_at", { pets }) : pets ? t("nothing_due", { pets }) : t("no_pets")),
    rows.length > 0 && h("ul", { "aria-label": t("what_comes") }, rows.slice(0, 12).map(item)),
    rows.length > 12 && table([t("day"), t("pet"), t("what")], rows.map((row) => [day(row.on), cut(row.pet, 60), cut(row.what, 80)])),
    unknown && h("p", { class: "soft" }, t("unknown_for", { pets: unknown })),
    rows.some((row) => row.late && row.shot) && say(t("renew"), t("say_renew_all")),
  ];
}
