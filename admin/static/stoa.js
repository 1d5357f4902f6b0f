// What pages do beyond HTML. Everything works without it.

const CONFIRMATION_MS = 2000;

function offerCopying(button) {
  const text = document.getElementById(button.dataset.copy).textContent.trim();
  const label = button.querySelector("[data-label]");
  const usual = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    label.textContent = button.dataset.done;
    setTimeout(() => { label.textContent = usual; }, CONFIRMATION_MS);
  });
}

// A second click while the answer is on its way must not make a second password.
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}

function closeWithEscape(event) {
  const open = event.key === "Escape" && event.target.closest("details.confirm[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
}

// Confirmations move the focus to where the decision is.
function focusDecision(details) {
  details.addEventListener("toggle", () => {
    if (details.open) details.querySelector("button").focus();
  });
}

// On a telephone the tabs of an administrator are wider than the screen.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(offerCopying);
document.querySelectorAll("form[method=post]").forEach(sendOnce);
document.querySelectorAll("details.confirm").forEach(focusDecision);
document.addEventListener("keydown", closeWithEscape);
document.querySelectorAll("[data-cancel]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const details = button.closest("details");
    details.open = false;
    details.querySelector("summary").focus();
  });
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});
