/* decay.c - 2^-x from an integer table: the same thousandths on every machine. */
#include "icp/view.h"

/* 2^64 x 2^-(1/2), 2^-(1/4), 2^-(1/8), ... rounded down. */
static const uint64_t roots[64] = {
	0xb504f333f9de6484, 0xd744fccad69d6af4, 0xeac0c6e7dd24392e, 0xf5257d152486cc2c,
	0xfa83b2db722a033a, 0xfd3e0c0cf486c174, 0xfe9e115c7b8f884b, 0xff4ecb59511ec8a5,
	0xffa756521c8daed1, 0xffd3a751c0f7e10b, 0xffe9d2b2f7db2755, 0xfff4e91bff1b8c3d,
	0xfffa747ea0040664, 0xfffd3a3b7814eb53, 0xfffe9d1cc60ddab1, 0xffff4e8e25879bfa,
	0xffffa7470363f451, 0xffffd3a37dda0313, 0xffffe9d1bdf703ae, 0xfffff4e8debe025e,
	0xfffffa746f4fa150, 0xfffffd3a37a3f8b0, 0xfffffe9d1bd1065a, 0xffffff4e8de845ad,
	0xffffffa746f41376, 0xffffffd3a37a05e3, 0xffffffe9d1bd01fb, 0xfffffff4e8de80c0,
	0xfffffffa746f4050, 0xfffffffd3a37a024, 0xfffffffe9d1bd011, 0xffffffff4e8de808,
	0xffffffffa746f404, 0xffffffffd3a37a02, 0xffffffffe9d1bd01, 0xfffffffff4e8de80,
	0xfffffffffa746f40, 0xfffffffffd3a37a0, 0xfffffffffe9d1bd0, 0xffffffffff4e8de8,
	0xffffffffffa746f4, 0xffffffffffd3a37a, 0xffffffffffe9d1bd, 0xfffffffffff4e8de,
	0xfffffffffffa746f, 0xfffffffffffd3a37, 0xfffffffffffe9d1b, 0xffffffffffff4e8d,
	0xffffffffffffa746, 0xffffffffffffd3a3, 0xffffffffffffe9d1, 0xfffffffffffff4e8,
	0xfffffffffffffa74, 0xfffffffffffffd3a, 0xfffffffffffffe9d, 0xffffffffffffff4e,
	0xffffffffffffffa7, 0xffffffffffffffd3, 0xffffffffffffffe9, 0xfffffffffffffff4,
	0xfffffffffffffffa, 0xfffffffffffffffd, 0xfffffffffffffffe, 0xffffffffffffffff,
};

/* 2^64 x 2^-(fraction / 2^64): the product of the roots whose bits are set, from the highest. */
static unsigned __int128 power(uint64_t fraction)
{
	unsigned __int128 product = (unsigned __int128)1 << 64;

	for (int bit = 0; fraction; bit++, fraction <<= 1)
		if (fraction >> 63)
			product = product * roots[bit] >> 64;
	return product;
}

/* The power is irrational but for whole half-lives, which are exact here, so that an error of some 2^-58 never
 * moves the rounding. */
int64_t decay(int32_t points, int64_t age, int64_t half)
{
	uint64_t whole = (uint64_t)(age / half);
	uint64_t fraction = (uint64_t)(((unsigned __int128)(uint64_t)(age % half) << 64) / (uint64_t)half);

	if (whole >= 63)
		return 0;
	return (int64_t)((uint64_t)((unsigned __int128)(uint64_t)(1000 * (int64_t)points) * power(fraction) >> 64) >> whole);
}
