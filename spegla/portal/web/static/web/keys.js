// When a key does not answer, the page says so: allauth's script tells it to the console alone.
document.addEventListener('allauth.error', function (event) {
  const said = document.getElementById('nyckelfel')
  if (said) {
    event.preventDefault()
    said.hidden = false
  }
})

// Before allauth's script listens to it, a press would send an empty answer. This is fetched after it, and so is told after it.
document.addEventListener('DOMContentLoaded', function () {
  if (!window.allauth || !window.allauth.webauthn) return
  for (const button of document.querySelectorAll('button[data-nyckel]')) button.disabled = false
})
