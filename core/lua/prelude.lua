-- prelude.lua - what a plugin script sees. This comment is the reference; the code below turns the bindings into it.
--
-- THE SCRIPT is a file <kind>/<name>.lua that ends with a table:
--
--   return {
--     kind = "enricher",            -- source, enricher, filter, sink
--     name = "region",              -- that of the file
--     summary = "...", version = "1",  -- one line; change the version when answers may change
--     fresh_days = 30,              -- enrichers: how long what it found stays good; left out: one run
--     options = { { name =, type =, default =, required =, min =, max =, choices =, output =, gone =, help = }, ... },
--     needs = { "domain" },         -- fields that are known before it runs, else it does not run
--     wants = { "country" },        -- fields that it sees where a source gave them
--     provides = { "region" },      -- fields that it may bring
--     cost = { requests = 1, credits = 0 },  -- for one company at most
--     <functions of its kind>
--   }
--
--   needs, wants, provides and cost may be functions of the options that return the same.
--   Types of options, and what the script gets: text, field, file, folder, secret (a text); integer, bytes, duration in
--   seconds (an integer); number; flag (true or false); choice (a text of `choices`); date (a text); list (texts). What was left
--   out and has no default is nil. `output = true`: a file that is written. `gone = true`: an option that
--   no longer exists, `help` says what to write instead. A secret is there when functions run, not in needs, wants, provides, cost.
--
--   enricher   enrich(company, options)     says what it finds with fact() and unknown(); what it provides and says nothing of
--                                           is unknown, `absent`
--   filter     judge(company, options)      "keep" | "drop", reason [, field] | nil (cannot tell). Anything else is a failure, and the
--                                           company is held
--   source     page(cursor, options)        calls row{} for each company of one page; returns the cursor of the next (text,
--                                           number, true, or a table of such; the first page gets nil), or nil: that was all
--   sink       account(account, options)    once for each account, best first; before it begin(list, options), behind it
--                                           finish(list, options), both may be left out. output() and write() make the file
--   sink with mode = "outbox"               send(account, options): one account over HTTP; returns true when it is acknowledged, or
--                                           nil and why not. It is sent again until it is, so the receiver keys on winnow_id
--
-- A failure that is to be expected is nil and a message; misuse is an error. An error ends the function: an enricher's fields
-- are unknown then (plugin_error), a filter's company is held. A script is a function of company, options and answers alone:
-- no clock, no random numbers, nothing kept from one company for the next.
--
-- THE COMPANY: company.<field> reads a field that is among needs and wants; nil: unknown.
--   text, long text, flag      as they are
--   whole numbers, numbers     { low =, high = }, ends included; -math.huge and math.huge where it is open
--   money                      { low =, high =, currency =, date = } in major units (euros, not cents)
--   dates                      { first =, last = }, texts such as "2026-01-31"
--   codes                      list of { scheme =, code =, label = }
--   sets                       list of texts
--   lists                      list of tables of attributes
--   company.id                 canonical id, "fr-siren:552100554"
--   company:why(field)         why it is unknown (absent, offline, masked ...), or nil where it is known
--   company:complete(field)    is everything there is in this set, list or long text?
--   company:evidence(field)    { where =, date =, sure =, provider = } or nil
--   It may be used until the function has returned.
--
-- THE ACCOUNT (sinks) is a company of which all fields can be read (in `send` of an outbox through account.json alone, since it may
-- belong to the list of an earlier run), and
--   account.place (1 is the best), winnow_id, tier, heat, fit, timing (texts), undecided, reasons, json, hash
--   account:cell(field)        as the list prints it: unknown is "", ranges 50-99, sets joined by "; "
--   account:fields()           names of the list's fields, in order
-- THE LIST (begin, finish): list.pipeline, icp, as_of (text), count, cap, json
--
-- FACTS
--   fact(field, value, { where = url, date = "2026-01-31", sure = 0.9, complete = true, absent = { ... } })
--     Values as above, and shorter: 50 for a range of one, { 50, 99 }, { low = 10000 }; { 2000000, "EUR" } or
--     { 1e6, 2e6, "EUR" }; "2026-01-31", "2026-01", "2026"; one code { scheme =, code = }; one text for a set. Items of a list may have
--     where and sure of their own. where: address or file and row; date: when it was true, left out the day of the
--     answer; sure: above 0 to 1, left out 1. complete: there is no more; absent: looked for in a telling way and not there.
--   unknown(field, cause)      looked for in vain: absent (left out), masked, malformed, incomplete, ...; see http
--   row { id = { "fr-siren", "552100554" }, where = "file:3", date =, sure =, <field> = value, ... }
--     true; or false and why: the id is wrong, the row is counted as bad. Without an id, a domain or a name with country and
--     postcode identify it. A value that the field cannot have makes the field unknown (malformed).
--   bad_row(words, where)      a row that cannot be used; words never hold content of it
--   opt_out(scheme, id)        this company objects to re-use; instead of row{}
--
-- THE WORLD (enrichers, pages, outboxes). A request looks like a plain call; meanwhile others have their turn.
--   http.get(url, { headers = { accept = "application/json" }, credits = 0 })
--   http.request { method = "POST", url =, headers =, body =, credits = }
--     { status =, body =, headers =, url =, date = }, names of headers in small letters; or nil and the cause: robots,
--     refused_address, unreachable, timeout, too_large, budget, offline, ... which unknown() takes. A status of 400 or more is an answer.
--     answer:json(), answer:html(), answer:xml { ns = ... }, answer:csv { delimiter = ... }: the body, read as json.decode, html.parse,
--     xml.parse and csv.parse do, with the URL and encoding of the answer
--   http.all { request, ... }  several at once: a list in the same order of { status = ... } or { cause = ... }
--   Not inside table.sort, string.gsub, metamethods and modules that are loading.
--
-- HELPERS
--   json.decode(text)          value, or nil and a message. json.null stands for null, integers stay integers, empty lists stay lists
--   json.encode(value)         text, keys sorted. {} is an object, json.array() an empty list; json.array(t) marks a table as one
--   html.parse(text, { url =, charset = }), xml.parse(text, { ns = { prefix = address }, url =, charset = })
--     a document, or nil and a message. It lives until the call that parsed it returns, or until doc:close(). Elements of it have
--     the same methods:
--     node:find(xpath)         list of elements (attributes and texts as texts), or the text, number or flag that the XPath gives
--     node:first(xpath)        the first of them, or nil
--     node:text(), node:name(), node:attr(name), node:children()
--     node:links()             list of { url = absolute, text =, rel = }; doc:meta(): table of name to content, title, lang, canonical
--     node:json_ld()           list of tables, and how many scripts of JSON-LD were broken
--   csv.parse(text, { delimiter =, header =, charset = })  list of rows, row["Column"] or row[1], and list of names; or nil and a message
--   url.parse(text)            { url, scheme, host, port, path, query, fragment, params }, or nil and a message; url.join(base, reference),
--                              url.host(text), url.domain(text), url.encode(text), url.decode(text), url.query { name = value }
--   date.parse(text)           days since 1970-01-01, or nil and a message; date.format(days): text
--   date.add(text, n, unit)    text; unit: days (left out), weeks, months, years; the day is clamped to the month's end
--   date.as_of()               the day of the run, text
--   text.fold(text)            the key under which texts are equal: small letters, no accents, single blanks
--   text.domain(text)          registrable domain of an address, host or e-mail address, or nil and a message
--   text.trim(text)            without blanks at both ends
--   id.check(scheme, text)     the id in its one spelling, or nil and a message; siren, siret, vat, lei, crn, orgnr, kbo, or fr-siren ...
--   log.debug, info, warning(...)  a line for the operator; print is log.info. Never secrets or what a row says
--   read_file(path)            content, or nil and a message; only the value of a file option
--   rows(path)                 for row, line in rows(options.file): row["Column"], from CSV with a header or JSON Lines; an
--                              unknown column is nil
--   output(path), write(...)   sinks: the file, seen by nobody until the whole list is decided; path is the value of an output option
--   require "shared.dates"     the file shared/dates.lua beside the script
--
-- LUA: assert error getmetatable ipairs next pairs pcall rawequal rawlen select setmetatable tonumber tostring type xpcall, string
-- (without dump), table, math (without random), utf8. pairs goes in order: numbers, then texts by bytes. sort is stable, texts by bytes. Globals cannot be
-- set: write local. One call may take 64 MiB and 50 million instructions; what C does for it counts too.

local native = ...
local raise = native.raise

-- ---- log -----------------------------------------------------------------------------------------------------

local function sayer(level)
  return function(...)
    local words = table.pack(...)
    for i = 1, words.n do
      words[i] = tostring(words[i])
    end
    native.say(level, table.concat(words, " "))
  end
end

local log = { debug = sayer(1), info = sayer(2), warning = sayer(3) }

-- ---- http ----------------------------------------------------------------------------------------------------

local http = {}
local answer_methods = {} -- filled below, when json, html, xml and csv are there
local answer_parts = { status = true, body = true, headers = true, url = true, date = true, cause = true }
setmetatable(answer_methods, {
  __index = function(_, name)
    if not answer_parts[name] then
      raise("an answer has no '" .. tostring(name) .. "'; it has status, body, headers, url and date" .. native.near(name, answer_parts))
    end
  end,
  __metatable = false,
})
local answer_metatable = { __index = answer_methods, __metatable = false }

function http.all(requests)
  if type(requests) ~= "table" then
    raise("http.all needs a list of requests, such as { { url = ... }, { url = ... } }")
  end
  local answers = native.ask(requests)
  for i = 1, #answers do
    setmetatable(answers[i], answer_metatable)
  end
  return answers
end

function http.request(request)
  local answer = native.ask({ request })[1]
  if answer.cause then
    return nil, answer.cause
  end
  return setmetatable(answer, answer_metatable)
end

function http.get(url, more)
  if type(url) ~= "string" then
    raise("http.get needs a URL, not a " .. type(url))
  end
  if more ~= nil and type(more) ~= "table" then
    raise("http.get: the second argument is a table, such as { headers = { accept = \"application/json\" } }")
  end
  local request = { url = url }
  for key, value in pairs(more or {}) do
    if key ~= "headers" and key ~= "credits" then
      raise("http.get: there is no '" .. tostring(key) .. "'; there are headers and credits, and http.request for the rest")
    end
    request[key] = value
  end
  return http.request(request)
end

-- ---- dates ---------------------------------------------------------------------------------------------------

local date = {}

function date.parse(text)
  if type(text) ~= "string" then
    raise("date.parse needs a text such as \"2026-01-31\", not a " .. type(text))
  end
  return native.day_parse(text)
end

function date.format(day)
  if math.type(day) ~= "integer" then
    raise("date.format needs a whole number of days since 1970-01-01")
  end
  return native.day_format(day)
end

function date.as_of()
  return native.day_format(native.day_as_of())
end

-- The same day in another month, clamped to the month's end.
local function add_months(text, count)
  local year, month, day = text:match("^(%d+)-(%d+)-(%d+)$")
  local months = tonumber(year) * 12 + tonumber(month) - 1 + count
  if months < 12 or months > 9999 * 12 + 11 then
    raise("date.add: the day lies outside of the years 1 to 9999")
  end
  day = tonumber(day)
  while true do
    local moved = string.format("%04d-%02d-%02d", months // 12, months % 12 + 1, day)
    if native.day_parse(moved) then
      return moved
    end
    day = day - 1
  end
end

function date.add(text, count, unit)
  local day = type(text) == "string" and native.day_parse(text)
  if not day then
    raise("date.add needs a day such as \"2026-01-31\"")
  end
  if math.type(count) ~= "integer" then
    raise("date.add needs a whole number, not a " .. (math.type(count) or type(count)))
  elseif count > 4000000 or count < -4000000 then
    raise("date.add: the day lies outside of the years 1 to 9999")
  end
  if unit == nil or unit == "days" then
    return native.day_format(day + count)
  elseif unit == "weeks" then
    return native.day_format(day + 7 * count)
  elseif unit == "months" then
    return add_months(text, count)
  elseif unit == "years" then
    return add_months(text, 12 * count)
  end
  raise("date.add: the unit is days, weeks, months or years")
end

-- ---- texts and ids -------------------------------------------------------------------------------------------

local text = {}

local function needs_text(name, value)
  if type(value) ~= "string" then
    raise(name .. " needs a text, not a " .. type(value))
  end
end

function text.fold(value)
  needs_text("text.fold", value)
  return native.fold(value)
end

function text.domain(value)
  needs_text("text.domain", value)
  return native.domain(value)
end

function text.trim(value)
  needs_text("text.trim", value)
  -- a no-break space is two bytes
  local first, last = 1, #value
  while value:find("^%s", first) or value:find("^\xc2\xa0", first) do
    first = first + (value:find("^%s", first) and 1 or 2)
  end
  while last >= first and (value:find("^%s", last) or value:find("^\xc2\xa0", last - 1)) do
    last = last - (value:find("^%s", last) and 1 or 2)
  end
  return value:sub(first, last)
end

local id = {}
local schemes = {}
for scheme in ("siren siret vat lei crn orgnr kbo domain fr-siren gb-crn no-orgnr be-kbo"):gmatch("%S+") do
  schemes[scheme] = true
end

function id.check(scheme, value)
  needs_text("id.check", scheme)
  needs_text("id.check", value)
  if not schemes[scheme] then
    raise("id.check: '" .. scheme .. "' is no scheme of ids" .. native.near(scheme, schemes))
  end
  return native.id_check(scheme, value)
end

-- ---- URLs ----------------------------------------------------------------------------------------------------

local url = {}

function url.parse(value)
  needs_text("url.parse", value)
  local parts, why = native.url_parse(value)
  if not parts then
    return nil, why
  end
  parts.params = {}
  for pair in (parts.query or ""):gmatch("[^&]+") do
    local key, rest = pair:match("^([^=]*)=?(.*)$")
    key = url.decode((key:gsub("%+", " ")))
    if parts.params[key] == nil then
      parts.params[key] = url.decode((rest:gsub("%+", " ")))
    end
  end
  return parts
end

function url.join(base, reference)
  needs_text("url.join", base)
  needs_text("url.join", reference)
  return native.url_join(base, reference)
end

function url.host(value)
  needs_text("url.host", value)
  local parts, why = native.url_parse(value)
  if not parts then
    return nil, why
  end
  return parts.host
end

function url.domain(value)
  needs_text("url.domain", value)
  return native.url_domain(value)
end

function url.encode(value)
  needs_text("url.encode", value)
  return (value:gsub("[^%w%-._~]", function(c)
    return string.format("%%%02X", c:byte())
  end))
end

function url.decode(value)
  needs_text("url.decode", value)
  return native.mend((value:gsub("%%(%x%x)", function(digits)
    return string.char(tonumber(digits, 16))
  end)))
end

-- Keys 1, 2, 3 ... and no other.
local function is_list(value)
  local count = 0
  for _ in pairs(value) do
    count = count + 1
  end
  return count == #value
end

local function query_value(key, value)
  if type(value) ~= "string" and type(value) ~= "number" and type(value) ~= "boolean" then
    raise("url.query: '" .. key .. "' is a text, a number, true, false or a list of them, not a " .. type(value))
  end
  return url.encode(key) .. "=" .. url.encode(tostring(value))
end

function url.query(values)
  if type(values) ~= "table" then
    raise("url.query needs a table, such as { q = \"software\", page = 2 }")
  end
  local out = {}
  for key, value in pairs(values) do
    if type(key) ~= "string" then
      raise("url.query: names are texts")
    end
    if type(value) == "table" then
      if not is_list(value) then
        raise("url.query: '" .. key .. "' is a text, a number, true, false or a list of them, not a table with names")
      end
      for _, one in ipairs(value) do
        out[#out + 1] = query_value(key, one)
      end
    else
      out[#out + 1] = query_value(key, value)
    end
  end
  return table.concat(out, "&")
end

-- ---- documents -----------------------------------------------------------------------------------------------

-- Options of a function that reads a text: only those that it knows.
local function check_options(name, value, options, known)
  needs_text(name, value)
  if options == nil then
    return {}
  elseif type(options) ~= "table" then
    raise(name .. ": the second argument is a table of options")
  end
  for key in pairs(options) do
    if not known[key] then
      raise(name .. ": there is no option '" .. tostring(key) .. "'")
    end
  end
  return options
end

local function text_option(name, options, key)
  local value = options[key]
  if value ~= nil and type(value) ~= "string" then
    raise(name .. ": " .. key .. " is a text, not a " .. type(value))
  end
  return value
end

local function charset_option(name, options)
  local label = text_option(name, options, "charset")
  if label and not native.charset_known(label) then
    raise(name .. ": '" .. label .. "' is no encoding that is known; UTF-8, windows-1252, ISO-8859-15 and the others of browsers are")
  end
  return label
end

local function url_option(name, options)
  local address = text_option(name, options, "url")
  local good, why = address, nil
  if address then
    good, why = native.url_join(nil, address)
  end
  if address and not good then
    raise(name .. ": url is the address of the page, an absolute one: " .. why)
  end
  return address
end

local html, xml = {}, {}

function html.parse(value, options)
  options = check_options("html.parse", value, options, { url = true, charset = true })
  return native.document_parse(value, true, url_option("html.parse", options), charset_option("html.parse", options), nil)
end

function xml.parse(value, options)
  options = check_options("xml.parse", value, options, { url = true, charset = true, ns = true })
  if options.ns ~= nil and type(options.ns) ~= "table" then
    raise("xml.parse: ns is a table, such as { lei = \"http://www.gleif.org/data/schema/leidata/2016\" }")
  end
  return native.document_parse(value, false, url_option("xml.parse", options), charset_option("xml.parse", options), options.ns)
end

local node_methods = native.node_methods

-- The address that relative ones on this page begin from.
local function base_of(node)
  local page, own = native.document_url(node), node:first("string(//base/@href)")
  return own ~= "" and native.url_join(page, own) or page
end

function node_methods.links(node)
  local base, links = base_of(node), {}
  for _, anchor in ipairs(node:find(".//a[@href] | .//area[@href]")) do
    local address = native.url_join(base, anchor:attr("href"))
    if address then
      links[#links + 1] = { url = address, text = anchor:name() == "area" and anchor:attr("alt") or anchor:text(), rel = anchor:attr("rel") }
    end
  end
  return links
end

function node_methods.meta(node)
  local meta = {}
  for _, element in ipairs(node:find("//meta[@content]")) do
    local name = element:attr("property") or element:attr("name") or element:attr("itemprop") or element:attr("http-equiv")
    name = name and name:lower()
    if name and name ~= "" and meta[name] == nil then
      meta[name] = element:attr("content")
    end
  end
  local title, lang = node:first("normalize-space(//title)"), node:first("string(/html/@lang)")
  local canonical = node:first("string(//link[contains(concat(' ', lower-case(@rel), ' '), ' canonical ')]/@href)")
  meta.title = meta.title or (title ~= "" and title or nil)
  meta.lang = meta.lang or (lang ~= "" and lang or nil)
  meta.canonical = meta.canonical or (canonical ~= "" and native.url_join(base_of(node), canonical) or nil)
  return meta
end

-- Lists and @graph are taken apart, so that each entry is a thing.
local function add_things(list, value)
  if type(value) ~= "table" then
    return
  elseif value[1] ~= nil then
    for _, one in ipairs(value) do
      add_things(list, one)
    end
  elseif type(value["@graph"]) == "table" then
    add_things(list, value["@graph"])
  elseif next(value) ~= nil then
    list[#list + 1] = value
  end
end

function node_methods.json_ld(node)
  local list, broken = {}, 0
  for _, script in ipairs(node:find("//script[starts-with(lower-case(normalize-space(@type)), 'application/ld+json')]")) do
    local value = native.json_decode(script:text())
    if value == nil then
      broken = broken + 1
    else
      add_things(list, value)
    end
  end
  return list, broken
end

-- ---- CSV -----------------------------------------------------------------------------------------------------

local csv = {}

function csv.parse(value, options)
  options = check_options("csv.parse", value, options, { delimiter = true, header = true, charset = true })
  local delimiter = text_option("csv.parse", options, "delimiter")
  if delimiter and (#delimiter ~= 1 or delimiter:find("[\"\r\n%z\128-\255]")) then
    raise("csv.parse: the delimiter is one ASCII character")
  end
  if options.header ~= nil and type(options.header) ~= "boolean" then
    raise("csv.parse: header is true or false, not a " .. type(options.header))
  end
  local rows, names = native.csv_parse(value, delimiter, options.header ~= false, charset_option("csv.parse", options))
  if not rows then
    return nil, names
  elseif options.header == false then
    return rows
  end
  local places = {}
  for place, name in ipairs(names) do
    places[name] = places[name] or place
  end
  local row_of_text = {
    __index = function(row, name)
      local place = places[name]
      return place and place ~= name and row[place] or nil
    end,
    __metatable = false,
  }
  for i = 1, #rows do
    setmetatable(rows[i], row_of_text)
  end
  return rows, names
end

-- ---- answers -------------------------------------------------------------------------------------------------

-- What an answer's body is in: content-type may say it.
local function charset_of(answer)
  local kind = type(answer) == "table" and type(answer.headers) == "table" and answer.headers["content-type"]
  local label = type(kind) == "string" and kind:lower():match("charset%s*=%s*[\"']?([%w_%-]+)")
  return label and native.charset_known(label) and label or nil -- servers write what they like
end

local function body_of(answer, method)
  if type(answer) ~= "table" or type(answer.body) ~= "string" then
    raise("this is a method of answers: write answer:" .. method .. "() with a colon")
  end
  return answer.body
end

local function with_answer(answer, method, options)
  local all = {}
  if options ~= nil and type(options) ~= "table" then
    raise(method .. ": the argument is a table of options")
  end
  for key, value in pairs(options or {}) do
    all[key] = value
  end
  all.charset = all.charset or charset_of(answer)
  return all
end

function answer_methods.json(answer)
  return native.json_decode(body_of(answer, "json"))
end

function answer_methods.html(answer, options)
  local body = body_of(answer, "html")
  options = with_answer(answer, "html", options)
  options.url = options.url or (native.url_join(nil, answer.url or "") and answer.url)
  return html.parse(body, options)
end

function answer_methods.xml(answer, options)
  local body = body_of(answer, "xml")
  options = with_answer(answer, "xml", options)
  options.url = options.url or (native.url_join(nil, answer.url or "") and answer.url)
  return xml.parse(body, options)
end

function answer_methods.csv(answer, options)
  return csv.parse(body_of(answer, "csv"), with_answer(answer, "csv", options))
end

-- ---- rows ----------------------------------------------------------------------------------------------------

-- A row is the array of its cells; names of columns are looked up once a file.
local function rows(path)
  local file = native.rows_open(path)
  local places = {}
  local row_of_file = {
    __index = function(row, name)
      if type(name) ~= "string" then
        return nil
      end
      local place = places[name]
      if place == nil then
        place = native.rows_column(file, name)
        places[name] = place
      end
      return place and row[place] or nil
    end,
    __metatable = false,
  }
  return function()
    local cells, line = native.rows_next(file)
    if cells then
      return setmetatable(cells, row_of_file), line
    end
  end
end

-- A function that is not there is a slip, said with the nearest.
local function guard(name, object)
  return setmetatable(object, {
    __index = function(_, key)
      raise("there is no " .. name .. "." .. tostring(key) .. native.near(key, object))
    end,
    __metatable = false,
  })
end

for name, object in pairs({ http = http, html = html, xml = xml, csv = csv, url = url, date = date, text = text, id = id, log = log }) do
  guard(name, object)
end

return {
  http = http,
  json = guard("json", { decode = native.json_decode, encode = native.json_encode, null = native.json_null, array = native.json_array }),
  html = html, xml = xml, csv = csv, url = url,
  date = date, text = text, id = id, log = log, print = log.info,
  fact = native.fact, unknown = native.unknown,
  row = native.row, bad_row = native.bad_row, opt_out = native.opt_out,
  read_file = native.read_file, rows = rows,
  output = native.output, write = native.write,
}
