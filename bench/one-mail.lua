-- Submits one mail per request, each to another recipient. Arguments: path, content type, file of the body (in which RECIPIENT
-- stands for the address), key, prefix of the addresses.
local body, path, headers, prefix
local sent = 0
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  path = arguments[1]
  local file = io.open(arguments[3])
  body = file:read("*a")
  file:close()
  headers = {["Host"] = "localhost", ["Content-Type"] = arguments[2], ["Authorization"] = "Bearer " .. arguments[4]}
  prefix = arguments[5] .. number .. "-"
end

function request()
  sent = sent + 1
  return wrk.format("POST", path, headers, (body:gsub("RECIPIENT", prefix .. sent .. "@example.com")))
end

function done(summary, latency)
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
