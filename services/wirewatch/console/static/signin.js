// A link from another site comes without the session's cookie, which is for this site alone. Asked
// from this page the cookie comes along: who is signed in goes on without typing the token again.

const next = document.querySelector('#signin input[name="next"]').value;
const answer = await fetch("/session", { redirect: "manual" });
if (answer.ok) location.replace(next);
