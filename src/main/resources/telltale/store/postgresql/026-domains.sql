-- The domains of senders that have a tracking host, a return path or DKIM keys of their own.
create table sender_domains (
    domain       text collate "C" not null primary key, -- of From, in ASCII and lower case
    tracking_url text,                                  -- what precedes /pixel; null for PIXEL_URL
    return_path  text,                                  -- as EMAIL_BOUNCES; null for that
    version      integer not null,                      -- counts the changes
    changed_at   bigint not null
);

create table sender_keys (
    domain      text collate "C" not null references sender_domains (domain) on delete cascade,
    selector    text collate "C" not null,
    algorithm   text not null,
    state       text not null,
    public_key  text not null,    -- as in p= of the DNS record
    private_key text not null,    -- encrypted with the nodes' keys
    created_at  bigint not null,
    changed_at  bigint not null,  -- when it got its state
    primary key (domain, selector)
);

-- Of each algorithm, one key signs.
create unique index sender_keys_signing on sender_keys (domain, algorithm) where state = 'signing';
