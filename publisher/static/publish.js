// What makes the pages of /publish more at ease where scripts run. They work without.
for (const form of document.querySelectorAll("form[data-busy]")) {
  const status = form.querySelector("[role=status]");
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    const button = event.submitter;
    if (status && !(button && button.value === "discard")) status.textContent = form.dataset.busy;
  });
}

// Going back shows the page as it was left: let it be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
    const status = form.querySelector("[role=status]");
    if (status) status.textContent = "";
  }
});

// A file may be dropped anywhere on the form, not only on its field.
for (const form of document.querySelectorAll("form.drop")) {
  const field = form.querySelector("input[type=file]");
  const over = (event, yes) => {
    event.preventDefault();
    form.classList.toggle("over", yes);
  };
  form.addEventListener("dragover", (event) => over(event, true));
  form.addEventListener("dragleave", (event) => over(event, false));
  form.addEventListener("drop", (event) => {
    over(event, false);
    if (event.dataTransfer.files.length && event.target !== field) {
      const one = new DataTransfer();
      one.items.add(event.dataTransfer.files[0]);
      field.files = one.files;
      field.focus();
    }
  });
}
