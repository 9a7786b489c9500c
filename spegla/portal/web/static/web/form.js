// Each answer is saved as it is given, and each field says how that went. htmx sends; this says when, and what came of it.
//
// One answer of a field is on its way at a time; what the field has become meanwhile is sent when that has been answered. Each sending has
// a turn, so that the server knows one that arrives late. A field says that it is saved only while it shows what the server has said
// that it keeps. Nothing of what was answered is kept in the browser: only which field was being changed, so that the page can say so
// when somebody comes back. Without this script, or without htmx, the form is sent as a whole.
(function () {
  const MARK = 'spegla-andras'
  const BY_SCRIPT = { 'HX-Request': 'true' } // what asks by itself, as htmx says it
  const form = document.getElementById('formular')
  if (!form) return arrived()
  const words = form.dataset
  const fields = Array.from(form.querySelectorAll('[data-fraga]'))
  const ways = new Map() // how the saving of each field goes
  let turn = 0
  let heard = false // whether htmx listens yet

  const idOf = (field) => field.dataset.fraga
  const fieldOf = (node) => node && node.closest ? node.closest('[data-fraga]') : null
  const called = (id) => document.getElementById('fraga-' + id)
  const wayOf = (field) => ways.get(idOf(field))
  const standing = (field) => document.getElementById('lage-' + idOf(field))
  const seen = (field) => standing(field).querySelector('input[type=hidden]')
  const inputs = (field) => Array.from(field.querySelectorAll('input, textarea, select')).filter((one) => one.name === idOf(field))
  const toTick = (one) => /radio|checkbox/.test(one.type)
  const written = (one) => one && one.type === 'text'
  const value = (field) => JSON.stringify(inputs(field).filter((one) => !toTick(one) || one.checked).map((one) => one.value))
  const rendered = (field) => JSON.stringify(inputs(field).filter((one) => !toTick(one) || one.defaultChecked).map((one) => toTick(one) ? one.value : one.defaultValue))
  const unsaved = (field) => value(field) !== wayOf(field).kept
  const hidden = (name) => form.querySelector('input[type=hidden][name=' + name + ']')
  const newKey = () => (crypto.randomUUID ? crypto.randomUUID() : String(Date.now()) + '-' + Math.random().toString(16).slice(2))
  const asked = (field) => (field.querySelector('legend, .etikett') || field).textContent.trim()

  // ── Which fields were being changed: their names and nothing else ─────────
  function marks () {
    try { return JSON.parse(localStorage.getItem(MARK) || '{}') } catch (error) { return {} }
  }

  function keepMarks (of, ids) {
    const all = marks()
    if (ids.length) all[of] = ids
    else delete all[of]
    try {
      if (Object.keys(all).length) localStorage.setItem(MARK, JSON.stringify(all))
      else localStorage.removeItem(MARK)
    } catch (error) { /* a browser that keeps nothing: then nothing is said on return either */ }
  }

  function mark (field) {
    const others = (marks()[words.svar] || []).filter((id) => id !== idOf(field))
    keepMarks(words.svar, unsaved(field) ? [...others, idOf(field)] : others)
  }

  // On the page after a form that was sent as a whole: it arrived.
  function arrived () {
    const [, of] = location.hash.match(/^#sparat-([0-9]+)$/) || []
    if (!of) return
    keepMarks(of, [])
    history.replaceState(null, '', location.pathname + location.search)
  }

  // Back after something went wrong: say which fields it was, until they are saved. What is shown again was never left.
  function sayInterrupted () {
    if ('visasOm' in words) return
    const interrupted = (marks()[words.svar] || []).map(called).filter(Boolean)
    if (!interrupted.length) return
    const box = document.getElementById('avbrott')
    box.replaceChildren(words.avbrott, ...interrupted.flatMap((field, place) => {
      const link = document.createElement('a')
      link.href = '#' + field.id
      link.textContent = asked(field)
      return [place ? ', ' : ' ', link]
    }))
    box.hidden = false
    box.setAttribute('role', 'status')
  }

  // ── What is said ──────────────────────────────────────────────────────────
  function say (field, className, sentence, ...more) {
    const said = document.createElement('p')
    said.className = className
    said.append(sentence, ...more.flatMap((one) => [' ', one]))
    for (const old of standing(field).querySelectorAll('.sparat, .meta, .ruta, .sparar, .inte-sparat')) old.remove()
    seen(field).after(said)
    sayOfAll()
  }

  function sayOfAll () {
    const row = document.getElementById('sparlage')
    const wrong = fields.some((field) => wayOf(field).failed || wayOf(field).refused)
    const sentence = wrong ? words.inte : fields.some((field) => wayOf(field).sending && unsaved(field)) ? words.sparar : ''
    if (!row || !sentence || row.textContent === sentence) return
    row.textContent = sentence
    row.classList.toggle('fel-lage', wrong)
  }

  function again (field) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'lank'
    button.textContent = words.igen
    button.addEventListener('click', () => {
      goTo(field)
      wayOf(field).failed = false
      retry(field)
    })
    return button
  }

  function logIn () {
    const link = document.createElement('a')
    Object.assign(link, { href: words.logga, target: '_blank', rel: 'noopener', textContent: words.loggaIn })
    return link
  }

  function goTo (field) {
    const all = inputs(field)
    const one = all.find((each) => each.checked) || all[0]
    one.focus()
  }

  // ── Sending ───────────────────────────────────────────────────────────────
  function send (field) {
    const way = wayOf(field)
    clearTimeout(way.again)
    if (!unsaved(field)) return
    if (!window.htmx) return say(field, 'sparar', words.hel)
    if (!heard) return say(field, 'sparar', words.sparar)
    if (way.sending) {
      // What has just been saved is not what is shown any longer.
      if (standing(field).querySelector('.sparat')) say(field, 'sparar', words.sparar)
      return
    }
    const now = value(field)
    // The same answer again keeps its key: what arrives twice is saved once.
    if (way.sent !== now || !way.key) Object.assign(way, { sent: now, key: newKey() })
    // From here on the server may have either.
    Object.assign(way, { kept: null, sending: true, refused: false })
    mark(field)
    if (!way.failed) say(field, 'sparar', words.sparar)
    window.htmx.trigger(field, 'spegla:send')
  }

  function filled (body, field, key) {
    const id = idOf(field)
    for (const name of Array.from(body.keys())) if (name !== id) body.delete(name)
    for (const name of ['csrfmiddlewaretoken', 'page']) body.set(name, hidden(name).value)
    body.set('seen-' + id, seen(field).value)
    body.set('key', key)
    body.set('turn', ++turn)
    return body
  }

  // A browser sends some 64 kB at most after the page has gone, and nothing at all of what is longer.
  function fits (field) {
    return encodeURIComponent(value(field)).length < 60000
  }

  // Past what is on its way, when there is no time to wait for it.
  function sendStraight (field) {
    const body = new URLSearchParams(filled(new FormData(form), field, newKey()))
    fetch(field.getAttribute('hx-post'), { method: 'POST', body, keepalive: fits(field), credentials: 'same-origin', headers: BY_SCRIPT }).catch(() => {})
  }

  function failed (field, why, out) {
    const way = wayOf(field)
    clearTimeout(way.again)
    Object.assign(way, { failed: true, out, wait: Math.min((way.wait || 1000) * 2, 30000) })
    way.again = setTimeout(() => retry(field), way.wait)
    mark(field)
    say(field, 'inte-sparat', words.inte + ' ' + why, ...(out ? [logIn()] : []), again(field))
  }

  // Trying again does not help, and the sentence says what does.
  function refused (field, sentence) {
    Object.assign(wayOf(field), { failed: false, refused: true })
    // What was wrong with the answer before is not what is wrong with this one.
    document.getElementById('fel-' + idOf(field)).replaceChildren()
    mark(field)
    say(field, 'inte-sparat', sentence)
  }

  async function retry (field) {
    const way = wayOf(field)
    clearTimeout(way.again)
    if (way.out && !(await newToken())) {
      failed(field, words.ute, true)
      return left(field)
    }
    way.out = false
    send(field)
  }

  // After a new login in another tab the form's own token is old: the page is asked for a new one, and nothing else is taken from it.
  let asking = null
  function newToken () {
    asking = asking || fetch(location.pathname, { credentials: 'same-origin', headers: { Accept: 'text/html', ...BY_SCRIPT } })
      .then((answer) => answer.text())
      .then((text) => {
        const token = new DOMParser().parseFromString(text, 'text/html').querySelector('#formular input[name=csrfmiddlewaretoken]')
        if (token) hidden('csrfmiddlewaretoken').value = token.value
        return Boolean(token)
      })
      .catch(() => false)
      .finally(() => { asking = null })
    return asking
  }

  // ── What htmx tells ───────────────────────────────────────────────────────
  function when (name, tell) {
    document.addEventListener(name, (event) => {
      const field = fieldOf(event.detail.ctx ? event.detail.ctx.sourceElement : event.target)
      if (field) tell(field, event.detail.ctx, event)
    })
  }

  when('htmx:config:request', (field, ctx) => {
    filled(ctx.request.body, field, wayOf(field).key)
    // A page that is on its way out still sends.
    ctx.request.keepalive = fits(field)
  })

  when('htmx:after:request', (field, ctx, event) => {
    const way = wayOf(field)
    const kept = ctx.response.headers.get('X-Spegla-Saved')
    const status = ctx.response.status
    if (kept === 'yes') {
      Object.assign(way, { kept: way.sent, failed: false, out: false, wait: 0 })
      // The server is there again: nobody waits any longer.
      fields.filter((other) => other !== field && wayOf(other).failed && !wayOf(other).sending).forEach(retry)
      return
    }
    event.preventDefault()
    if (kept === 'no') refused(field, new DOMParser().parseFromString(ctx.text, 'text/html').body.textContent.trim())
    else if (ctx.response.raw.redirected || status === 401 || status === 403) failed(field, words.ute, true)
    else if (status >= 400 && status < 500 && status !== 408 && status !== 429) refused(field, words.inte + ' ' + words.nej)
    else failed(field, words.nat, false)
  })

  when('htmx:before:swap', (field, ctx, event) => {
    if (!unsaved(field)) return
    // Somebody has gone on meanwhile: what was saved is not what is shown.
    for (const task of event.detail.tasks) {
      if (task.type === 'main') task.fragment.querySelectorAll('.sparat').forEach((one) => one.remove())
    }
  })

  when('htmx:after:swap', (field) => {
    for (const one of fields) {
      const wrong = document.getElementById('fel-' + idOf(one)).querySelector('.fel-text')
      for (const each of inputs(one).filter(written)) each.toggleAttribute('aria-invalid', Boolean(wrong))
    }
    sayOfAll()
  })

  when('htmx:error', (field) => failed(field, words.nat, false))

  when('htmx:finally:request', (field) => {
    const way = wayOf(field)
    way.sending = false
    if (!way.failed && value(field) !== way.sent) return send(field)
    mark(field)
    if (!unsaved(field)) noLongerInterrupted(field)
    left(field)
  })

  function noLongerInterrupted (field) {
    const box = document.getElementById('avbrott')
    const link = box.querySelector('a[href="#' + field.id + '"]')
    if (!link) return
    link.remove()
    if (box.querySelector('a')) sayInterrupted()
    else box.hidden = true
  }

  document.addEventListener('spegla:asked', (event) => {
    for (const [id, shown] of Object.entries(event.detail)) {
      const field = called(id)
      if (field && typeof shown === 'boolean') field.hidden = !shown
    }
  })

  // ── What somebody does ────────────────────────────────────────────────────
  function alone (target) {
    const field = fieldOf(target)
    if (target.type !== 'checkbox' || !target.checked) return
    for (const other of inputs(field)) {
      if (other !== target && ('ensam' in target.dataset || 'ensam' in other.dataset)) other.checked = false
    }
  }

  function answered (field) {
    form.sent = false
    wayOf(field).failed = false
    mark(field)
    if (wayOf(field).out) retry(field)
    else send(field)
  }

  form.addEventListener('change', (event) => {
    const field = fieldOf(event.target)
    if (!field) return
    alone(event.target)
    answered(field)
  })
  form.addEventListener('input', (event) => {
    const field = fieldOf(event.target)
    if (!field || !written(event.target)) return
    form.sent = false
    mark(field)
    if (!wayOf(field).sending) say(field, 'sparar', window.htmx ? words.skrivs : words.hel)
  })
  form.addEventListener('focusout', (event) => {
    const field = fieldOf(event.target)
    if (!field || !written(event.target)) return
    // What was written and taken back is asked about too, so that the field says again that it is saved.
    if (standing(field).querySelector('.sparar') && !wayOf(field).sending) wayOf(field).kept = null
    answered(field)
  })
  form.addEventListener('keydown', (event) => {
    const field = fieldOf(event.target)
    if (event.key !== 'Enter' || !field || !written(event.target) || !window.htmx) return
    // Enter in a field saves it; without the script it sends the form.
    event.preventDefault()
    answered(field)
  })
  form.addEventListener('click', (event) => {
    const clear = event.target.closest('.rensa')
    if (!clear || !window.htmx) return
    event.preventDefault()
    const field = fieldOf(clear)
    for (const one of inputs(field)) one.checked = false
    goTo(field)
    answered(field)
  })

  // ── Leaving and coming back ───────────────────────────────────────────────
  form.addEventListener('submit', (event) => {
    const waiting = fields.filter((field) => unsaved(field) && !wayOf(field).refused)
    hidden('turn').value = ++turn
    if (!window.htmx || !waiting.length) {
      form.sent = true
      return
    }
    // A form that is sent when the server does not answer, or asks who one is, takes what is not saved with it.
    event.preventDefault()
    form.leaving = event.submitter
    waiting.forEach((field) => {
      wayOf(field).failed = false
      retry(field)
    })
  })

  function left (field) {
    if (!form.leaving || Array.from(ways.values()).some((way) => way.sending)) return
    const submitter = form.leaving
    form.leaving = null
    const stays = fields.find((one) => wayOf(one).failed)
    if (stays) goTo(stays)
    else form.requestSubmit(submitter)
  }

  function leave () {
    if (form.sent) return
    for (const field of fields.filter(unsaved)) {
      const way = wayOf(field)
      if (!way.sending && !way.failed && !way.refused) send(field)
      else if (way.sending && value(field) !== way.sent) sendStraight(field)
    }
  }

  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') leave()
    else fields.filter((field) => wayOf(field).failed).forEach(retry)
  })
  window.addEventListener('pagehide', leave)
  window.addEventListener('online', () => fields.filter((field) => wayOf(field).failed).forEach(retry))
  window.addEventListener('beforeunload', (event) => {
    if (!form.sent && fields.some(unsaved)) event.preventDefault()
  })
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return
    form.sent = false
    // A page that was put aside by the browser shows what was, not what is.
    if (fields.some(unsaved)) fields.filter(unsaved).forEach(retry)
    else location.reload()
  })

  for (const field of fields) ways.set(idOf(field), { kept: rendered(field), sent: null, key: '', sending: false, failed: false, refused: false, out: false, wait: 0 })
  sayInterrupted()
  // What was answered before the scripts had come. The library listens when it has been given a moment of its own, and hears nothing before.
  setTimeout(() => {
    heard = true
    fields.filter(unsaved).forEach(answered)
  })
  const summary = document.getElementById('fel')
  if (summary) summary.focus()
})()
