-- Messages with a link to their web page, for which their content is kept longer.
create table message_views (
    message  integer primary key references messages (number),
    ended_at integer  -- when the sender ended the web pages; null: they are shown
) strict;

-- The message of a campaign that its sender has published.
create table archives (
    campaign     integer primary key references campaigns (number),
    id           text not null unique,  -- the random part of its public address
    message      blob not null,         -- the id of the message, whose content may be deleted since
    published_at integer not null,
    page         blob not null          -- compressed
) strict;
