-- Requests the pixels of many deliveries with the user agents of many mail clients. Arguments: path, file of tokens, file
-- of user agents, seed. All requests are formatted in advance, so that the load generator spends almost no time on them.
local requests = {}
local next_request = 0
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  local agents = {}
  for agent in io.lines(arguments[3]) do agents[#agents + 1] = agent end
  for token in io.lines(arguments[2]) do
    requests[#requests + 1] = wrk.format("GET", arguments[1] .. "/" .. token, {
      ["Host"] = "localhost",
      ["User-Agent"] = agents[#requests % #agents + 1],
      ["Accept"] = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
      ["Accept-Encoding"] = "gzip, deflate",
    })
  end
  math.randomseed(tonumber(arguments[4]) + number)
  next_request = math.random(#requests)
end

-- The file is already shuffled; each thread and each round starts at a different position.
function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency)
  io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
