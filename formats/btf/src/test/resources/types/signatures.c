/* The same structures in BTF: signatures of functions bring types into it. */
#include "layouts.h"

int use(struct plain *a, struct bits *b, struct tight *c, struct late_packed *d, struct aligned_member *e)
{
	return a->c + b->g + c->e + d->b + e->b;
}

int more(struct aligned_whole *a, union choice *b, struct nested *c)
{
	return a->a + b->number + c->color;
}
