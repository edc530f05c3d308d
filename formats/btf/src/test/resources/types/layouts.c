/* Every structure of layouts.h, in DWARF only: a local variable does not bring a type into BTF. */
#include "layouts.h"

#define USE(type) do { type *p = (type *)where; *(volatile long *)p = sizeof(type); } while (0)

int use(void *where)
{
	USE(struct plain);
	USE(struct bits);
	USE(struct tight);
	USE(struct late_packed);
	USE(struct aligned_member);
	USE(struct aligned_whole);
	USE(union choice);
	USE(struct nested);
	return 0;
}
