-- The attempts that ended with a temporary failure. What ended the delivery is in its row.
create table attempts (
    delivery integer not null references deliveries (number) on delete cascade,
    attempt  integer not null,
    at       integer not null,
    status   text,             -- the enhanced status code of the reply, or null
    reply    text not null,    -- the reply of the mail server, or what happened instead
    primary key (delivery, attempt)
) strict, without rowid;
