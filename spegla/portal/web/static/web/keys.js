// When a key does not answer, the page says so: allauth's script tells it to the console alone.
document.addEventListener('allauth.error', function (event) {
  const said = document.getElementById('nyckelfel')
  if (said) {
    event.preventDefault()
    said.hidden = false
  }
})
