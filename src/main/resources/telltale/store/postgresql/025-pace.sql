-- Pace by the recipients' providers.

-- The mail server and the provider for whose pace the mail waits, which is due as held_due_at says; null: it waits for none.
alter table outbox add column lane text collate "C";
-- The hours in which it may be sent, with their time zone; null: all.
alter table outbox add column send_window text collate "C";

create index outbox_lane on outbox (lane, held_due_at) where lane is not null;

-- What a provider takes from a mail server, since it last asked for less.
create table paces (
    server       text collate "C" not null,
    provider     text collate "C" not null,
    per_hour     bigint not null, -- mails an hour
    target       bigint not null, -- mails an hour up to which the rate grows fast
    pause        bigint not null, -- milliseconds of the next pause
    held_until   bigint not null, -- no mail is sent before
    free_at      bigint not null, -- the next mail may be sent
    changed_at   bigint not null, -- when the rate changed
    throttled_at bigint not null,
    reply        text collate "C" not null,    -- the words of the provider
    primary key (server, provider)
);

-- How many mails were taken out of the outbox for each sender domain in each day since 1970 (UTC), for a warm-up.
create table sender_days (
    sender text collate "C" not null,
    day    integer not null,
    taken  bigint not null,
    primary key (sender, day)
);
