-- The last request for consent that each person got.
create table consent_requests (
    person      integer primary key references persons (number),
    asked_at    integer not null,
    purposes    integer not null, -- a bit for each purpose, by its number: 2 for open-measurement
    sender      text not null,    -- who asked, as the page shows it
    wording     text,             -- the sender's name for the version of the text
    text        text,             -- the sender's own words
    request_key blob not null     -- equal in repetitions of a request
) strict;
