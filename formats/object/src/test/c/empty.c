/* No program at all; also built for the machine itself, which makes an ELF file that is not BPF. */
int nothing;
