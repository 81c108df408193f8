package tributary.plan;

/** A request header whose value is made for each call; left out where the value is null. The name is lower case. */
public record HeaderTemplate(String name, TextTemplate value) {}
