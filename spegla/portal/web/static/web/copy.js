// A button that copies what stands in a field. Without script there is no button, and the field can be selected.
for (const button of document.querySelectorAll("[data-kopiera]")) {
  const field = document.getElementById(button.dataset.kopiera);
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue;
  const said = document.createElement("span");
  said.className = "meta";
  said.setAttribute("role", "status");
  button.after(said);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = button.dataset.klart;
    } catch {
      // The browser says no: then it is selected, to be copied by hand.
      field.focus();
    }
  });
}
