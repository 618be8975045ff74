package telltale.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagListTest {
    @Test
    void tagsHaveSpacesAroundThem() {
        TagList tags = TagList.parse(" v = DMARC1 ; p= none; rua=mailto:a@example.com?x=1 ; ");
        assertEquals("DMARC1", tags.get("v"));
        assertEquals("none", tags.get("p"));
        assertEquals("mailto:a@example.com?x=1", tags.get("rua"));
        assertNull(tags.get("sp"));
        assertTrue(tags.isFirst("v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=DKIM1; p", "v=DKIM1;; p=a", "=x", "a=1; a=2", "1a=2"})
    void whatIsNoTagIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> TagList.parse(text));
    }
}
