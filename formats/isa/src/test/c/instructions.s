# Every instruction of RFC 9669 and of kernels up to 6.18, assembled by clang 21 (-mcpu=v4).
# instructions.tsv holds the bytes and llvm-objdump's text of each; build makes it.

# 64-bit arithmetic: immediate and register
	r0 += 1
	r3 += r7
	r1 -= -1
	r4 -= r8
	r2 *= 127
	r5 *= r9
	r3 /= -2147483648
	r6 /= r10
	r4 |= 2147483647
	r7 |= r0
	r5 &= 1
	r8 &= r1
	r6 <<= 63
	r9 <<= r2
	r7 >>= 63
	r0 >>= r3
	r8 s>>= 63
	r1 s>>= r4
	r9 ^= 2147483647
	r2 ^= r5
	r0 %= 1
	r3 %= r6
	r1 s/= -1
	r4 s/= r7
	r2 s%= 127
	r5 s%= r8
	r9 = -12345
	r3 = 2147483647
	r0 = r10
	r9 = r1
	r4 = -r4
	r9 = -r9

# 32-bit arithmetic
	w1 += 127
	w5 += w2
	w2 -= -2147483648
	w6 -= w3
	w3 *= 2147483647
	w7 *= w4
	w4 /= 1
	w8 /= w5
	w5 |= -1
	w9 |= w6
	w6 &= 127
	w0 &= w7
	w7 <<= 31
	w1 <<= w8
	w8 >>= 31
	w2 >>= w9
	w9 s>>= 31
	w3 s>>= w0
	w0 ^= -1
	w4 ^= w1
	w1 %= 127
	w5 %= w2
	w2 s/= -2147483648
	w6 s/= w3
	w3 s%= 2147483647
	w7 s%= w4
	w9 = -12345
	w3 = 2147483647
	w0 = w9
	w4 = -w4

# move with sign extension (v4)
	r1 = (s8)r2
	r3 = (s16)r4
	r5 = (s32)r6
	w7 = (s8)w8
	w9 = (s16)w0

# byte order; bswap is v4
	r1 = be16 r1
	r2 = be32 r2
	r3 = be64 r3
	r4 = le16 r4
	r5 = le32 r5
	r6 = le64 r6
	r7 = bswap16 r7
	r8 = bswap32 r8
	r9 = bswap64 r9

# 64-bit constant (two slots)
	r1 = 0x1122334455667788 ll
	r9 = -1 ll
	r0 = 4294967296 ll

# loads; the signed ones are v4
	r0 = *(u8 *)(r10 + 0)
	r1 = *(u16 *)(r9 + 1)
	r2 = *(u32 *)(r8 - 1)
	r3 = *(u64 *)(r7 + 32767)
	r4 = *(s8 *)(r6 - 32768)
	r5 = *(s16 *)(r5 + 104)
	r6 = *(s32 *)(r4 - 8)
	r6 = *(u64 *)(r10 - 512)

# stores of a register
	*(u8 *)(r10 - 1) = r5
	*(u16 *)(r9 + 32767) = r6
	*(u32 *)(r8 - 32768) = r7
	*(u64 *)(r7 + 104) = r8

# stores of an immediate
	*(u8 *)(r10 - 32768) = 7
	*(u16 *)(r9 + 104) = -7
	*(u32 *)(r8 - 8) = 2147483647
	*(u64 *)(r7 + 0) = -2147483648

# atomic operations without a result
	lock *(u64 *)(r1 + 0) += r5
	lock *(u32 *)(r2 - 4) += w4
	lock *(u64 *)(r2 + 8) &= r6
	lock *(u32 *)(r3 - 8) &= w5
	lock *(u64 *)(r3 + 16) |= r7
	lock *(u32 *)(r4 - 12) |= w6
	lock *(u64 *)(r4 + 24) ^= r8
	lock *(u32 *)(r5 - 16) ^= w7

# atomic operations that return the old value
	r2 = atomic_fetch_add((u64 *)(r1 + 0), r2)
	w3 = atomic_fetch_add((u32 *)(r2 + 0), w3)
	r3 = atomic_fetch_and((u64 *)(r2 + 8), r3)
	w4 = atomic_fetch_and((u32 *)(r3 + 4), w4)
	r4 = atomic_fetch_or((u64 *)(r3 + 16), r4)
	w5 = atomic_fetch_or((u32 *)(r4 + 8), w5)
	r5 = atomic_fetch_xor((u64 *)(r4 + 24), r5)
	w6 = atomic_fetch_xor((u32 *)(r5 + 12), w6)
	r2 = xchg_64(r1 + 0, r2)
	w3 = xchg32_32(r4 + 4, w3)
	r0 = cmpxchg_64(r1 + 8, r0, r2)
	w0 = cmpxchg32_32(r5 - 4, w0, w6)

# load-acquire and store-release (v4)
	w0 = load_acquire((u8 *)(r1 + 0))
	store_release((u8 *)(r2 + 0), w3)
	w1 = load_acquire((u16 *)(r2 + 8))
	store_release((u16 *)(r3 + 8), w4)
	w2 = load_acquire((u32 *)(r3 + 16))
	store_release((u32 *)(r4 + 16), w5)
	r3 = load_acquire((u64 *)(r4 + 24))
	store_release((u64 *)(r5 + 24), r6)

# 64-bit conditional jumps
	if r0 == 1 goto +1
	if r4 == r9 goto -1
	if r1 != -1 goto +2
	if r5 != r10 goto -2
	if r2 > 127 goto +3
	if r6 > r0 goto -3
	if r3 >= -2147483648 goto +4
	if r7 >= r1 goto -4
	if r4 < 2147483647 goto +5
	if r8 < r2 goto -5
	if r5 <= 1 goto +6
	if r9 <= r3 goto -6
	if r6 s> -1 goto +7
	if r10 s> r4 goto -7
	if r7 s>= 127 goto +8
	if r0 s>= r5 goto -8
	if r8 s< -2147483648 goto +9
	if r1 s< r6 goto -9
	if r9 s<= 2147483647 goto +10
	if r2 s<= r7 goto -10
	if r0 & 1 goto +11
	if r3 & r8 goto -11

# 32-bit conditional jumps
	if w1 == -1 goto +30
	if w4 == w9 goto -30
	if w2 != 127 goto +31
	if w5 != w0 goto -31
	if w3 > -2147483648 goto +32
	if w6 > w1 goto -32
	if w4 >= 2147483647 goto +33
	if w7 >= w2 goto -33
	if w5 < 1 goto +34
	if w8 < w3 goto -34
	if w6 <= -1 goto +35
	if w9 <= w4 goto -35
	if w7 s> 127 goto +36
	if w0 s> w5 goto -36
	if w8 s>= -2147483648 goto +37
	if w1 s>= w6 goto -37
	if w9 s< 2147483647 goto +38
	if w2 s< w7 goto -38
	if w0 s<= 1 goto +39
	if w3 s<= w8 goto -39
	if w1 & -1 goto +40
	if w4 & w9 goto -40

# jumps; gotol is v4
	goto +0
	goto -1
	goto +32767
	goto -32768
	gotol +5
	gotol -32768
	.byte 0x06, 0, 0, 0; .long 70000 # gotol +70000: the assembler takes 16 bits
	.byte 0x06, 0, 0, 0; .long -70000

# may_goto (v4 of LLVM, kernel 6.9)
	may_goto +5
	may_goto -6

# calls: helper, function of this program, register, kernel function by BTF id (bytes: the assembler has no text for it)
	call 1
	call 131
	call 212
	.byte 0x85, 0x10, 0, 0; .long 10 # call of the function 10 instructions on
	.byte 0x85, 0x10, 0, 0; .long -20
	callx r3
	.byte 0x85, 0x20, 0, 0; .long 12345

# address space casts (arena, kernel 6.9)
	r1 = addr_space_cast(r2, 0, 1)
	r3 = addr_space_cast(r4, 1, 0)

# packet loads of classic BPF
	r0 = *(u8 *)skb[20]
	r0 = *(u16 *)skb[12]
	r0 = *(u32 *)skb[-4096]
	r0 = *(u8 *)skb[r1]
	r0 = *(u16 *)skb[r7]
	r0 = *(u32 *)skb[r9]

# end
	exit
