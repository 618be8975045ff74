-- Messages with a link to their web page, for which their content is kept longer.
create table message_views (
    message  bigint primary key references messages (number),
    ended_at bigint  -- when the sender ended the web pages; null: they are shown
);

-- The message of a campaign that its sender has published.
create table archives (
    campaign     bigint primary key references campaigns (number),
    id           text not null unique,  -- the random part of its public address
    message      uuid not null,         -- the id of the message, whose content may be deleted since
    published_at bigint not null,
    page         bytea not null         -- compressed
);
