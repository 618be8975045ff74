package telltale.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the names of campaigns.
 *
 * @param next the name before which the next page begins, or null on the last page
 */
public record CampaignNames(List<String> names, @Nullable String next) {}
