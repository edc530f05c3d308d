struct plain {
	char a;
	long long b;
	short c;
	char name[16];
	int matrix[2][3];
};

struct bits {
	unsigned int a : 3;
	unsigned int b : 30;
	int c : 5;
	unsigned char d : 4;
	unsigned long long e : 40;
	unsigned short : 0;
	unsigned char f : 1;
	int g;
};

struct __attribute__((packed)) tight {
	char a;
	long long b;
	int c : 20;
	int d : 20;
	short e;
};

struct late_packed {
	char a;
	int b;
} __attribute__((packed));

struct aligned_member {
	char a;
	int b __attribute__((aligned(32)));
	char c;
};

struct __attribute__((aligned(64))) aligned_whole {
	int a;
};

union choice {
	int number;
	char text[10];
	struct {
		short low, high;
	};
};

enum color { RED, GREEN = 5, BLUE };
enum negative { MINUS = -1, PLUS = 1 };
enum big { HUGE = 0x123456789a };

typedef int (*callback)(struct plain *, const char *, ...);

struct nested {
	struct tight tight;
	union choice choice;
	struct {
		unsigned char kind;
		union {
			double real;
			void *pointer;
		};
	} inner;
	enum color color;
	enum negative sign;
	enum big wide;
	callback call;
	int (*table[GREEN])(void);
	const volatile char *const *strings;
	_Bool flag;
	float ratio;
	struct aligned_whole aligned;
	struct nested *next;
	char rest[];
};
