package telltale.token;

import telltale.model.CampaignKey;
import telltale.model.Link;

/** A link of a verified token that identifies its campaign, but no delivery. */
public record SignedCampaignLink(CampaignKey campaign, Link link) {}
