/**
 * Values by type: the bytes of a ring buffer record or map entry, told to a sink, as text or as JSON.
 *
 * <pre>{@code
 * var decoder = ValueDecoder.of(btf, btf.find(BtfKind.STRUCT, "event").orElseThrow());
 * var line = new StringBuilder();
 * var text = new ValueText(line);
 * decoder.decode(record, 0, record.byteSize(), text);           // pid=12 comm="rm" kind=OPEN
 * }</pre>
 *
 * <p>Character arrays are text, members of anonymous structures belong to the outer one, all members of a union are
 * told, an array of length 0 at the end of the record holds what is left of it. Not here: following pointers.
 */
@NullMarked
package dev.rawtap.btf.value;

import org.jspecify.annotations.NullMarked;
