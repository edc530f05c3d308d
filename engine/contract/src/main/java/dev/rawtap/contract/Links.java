package dev.rawtap.contract;

import java.util.List;

/** Several links that live and end together. */
public record Links(List<Link> links) implements AutoCloseable {
    /** Copies the list. */
    public Links {
        links = List.copyOf(links);
    }

    /** Detaches all, the last first. */
    @Override
    public void close() {
        links.reversed().forEach(Link::close);
    }
}
