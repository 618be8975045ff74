-- Pace by the recipients' providers.

-- The mail server and the provider for whose pace the mail waits, which is due as held_due_at says; null: it waits for none.
alter table outbox add column lane text;
-- The hours in which it may be sent, with their time zone; null: all.
alter table outbox add column send_window text;

create index outbox_lane on outbox (lane, held_due_at) where lane is not null;

-- What a provider takes from a mail server, since it last asked for less.
create table paces (
    server       text not null,
    provider     text not null,
    per_hour     integer not null, -- mails an hour
    target       integer not null, -- mails an hour up to which the rate grows fast
    pause        integer not null, -- milliseconds of the next pause
    held_until   integer not null, -- no mail is sent before
    free_at      integer not null, -- the next mail may be sent
    changed_at   integer not null, -- when the rate changed
    throttled_at integer not null,
    reply        text not null,    -- the words of the provider
    primary key (server, provider)
) strict, without rowid;

-- How many mails were taken out of the outbox for each sender domain in each day since 1970 (UTC), for a warm-up.
create table sender_days (
    sender text not null,
    day    integer not null,
    taken  integer not null,
    primary key (sender, day)
) strict, without rowid;
