package tributary.spans;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourceTest {
    private static Map<String, String> with(Map<String, String> environment) {
        return Resource.of("1.2", environment).attributes();
    }

    @Test
    void has_a_name_a_version_and_an_instance() {
        assertThat(with(Map.of())).containsEntry("service.name", "tributary").containsEntry("service.version", "1.2");
        assertThat(with(Map.of()).get("service.instance.id"))
                .isNotEqualTo(with(Map.of()).get("service.instance.id"));
    }

    @Test
    void the_environment_adds_and_replaces() {
        assertThat(with(Map.of(
                        "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=a%2Cb, service.name=shop,x=1+1,")))
                .containsEntry("deployment.environment.name", "a,b")
                .containsEntry("service.name", "shop")
                .containsEntry("x", "1+1");
    }

    @Test
    void the_name_has_a_variable_of_its_own() {
        assertThat(with(Map.of("OTEL_RESOURCE_ATTRIBUTES", "service.name=a", "OTEL_SERVICE_NAME", "b")))
                .containsEntry("service.name", "b");
    }

    @Test
    void a_list_with_a_mistake_is_ignored() {
        assertThat(with(Map.of("OTEL_RESOURCE_ATTRIBUTES", "a=1,b"))).doesNotContainKeys("a", "b");
        assertThat(with(Map.of("OTEL_RESOURCE_ATTRIBUTES", "a=1,b=%zz"))).doesNotContainKeys("a", "b");
    }
}
