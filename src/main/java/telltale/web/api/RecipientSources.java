package telltale.web.api;

import telltale.assessment.MailDomains;
import telltale.store.Persons;

/** What a check compares the recipients of a message with. */
public record RecipientSources(Persons persons, MailDomains domains) {}
