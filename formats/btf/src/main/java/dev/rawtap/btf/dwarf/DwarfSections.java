package dev.rawtap.btf.dwarf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/**
 * The sections of an object that describe types, with their relocations applied; empty where absent.
 *
 * @param file the object's name for errors
 * @param order its byte order
 * @param info {@code .debug_info}
 * @param abbrev {@code .debug_abbrev}
 * @param str {@code .debug_str}
 * @param strOffsets {@code .debug_str_offsets}
 * @param lineStr {@code .debug_line_str}
 */
public record DwarfSections(
        String file,
        ByteOrder order,
        MemorySegment info,
        MemorySegment abbrev,
        MemorySegment str,
        MemorySegment strOffsets,
        MemorySegment lineStr) {}
