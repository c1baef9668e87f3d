"""Products of columns in tiles that stay in the registers: the inner loop of `compiled_algebra`, written for LLVM.

A compiler that is given the same sums as loops keeps fewer of them in registers, or adds up each vector at its end.
"""

from collections.abc import Callable
from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np import arrayobj

LANES = 4
"""Numbers in a vector. Rows and columns are padded to whole vectors, so that no loop has a remainder."""
VECTOR = ir.VectorType(ir.DoubleType(), LANES)
TOOLS: Any = cgutils
ARRAYS: Any = arrayobj


def less_tile(vectors: int, across: bool) -> Callable[..., None]:
    """A function that takes products from four rows of a target, in as many vectors of its columns.

    less(target, i, k, left, right, first, last): target[i + a, k + b] -= sum of left[n, i + a] right[n, k + b] over n
    from first to last; left[i + a, n] where its rows run `across`. Arrays are two-dimensional and stored row by row.
    """

    @intrinsic
    def less(_: Any, target: Any, i: Any, k: Any, left: Any, right: Any, first: Any, last: Any) -> Any:
        def write(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            arrays = [ARRAYS.make_array(signature.args[n])(context, builder, values[n]) for n in (0, 3, 4)]
            _write(_Writer(builder, vectors, across), arrays, *(values[n] for n in (1, 2, 5, 6)))
            return context.get_dummy_value()

        return types.void(target, types.intp, types.intp, left, right, types.intp, types.intp), write

    return less


class _Writer:
    """Writes the parts of a tile."""

    def __init__(self, builder: Any, vectors: int, across: bool) -> None:
        """For a tile of four rows and some vectors."""
        self.builder, self.across = builder, across
        self.cells = [(a, b) for a in range(LANES) for b in range(vectors)]

    def place(self, array: Any, row: Any, column: Any) -> Any:
        """Where a cell lies."""
        width = TOOLS.unpack_tuple(self.builder, array.shape, 2)[1]
        return self.builder.gep(array.data, [self.builder.add(self.builder.mul(row, width), column)])

    def after(self, index: Any, more: int) -> Any:
        """An index some further on."""
        return self.builder.add(index, ir.Constant(index.type, more))

    def vector(self, array: Any, row: Any, column: Any, b: int) -> Any:
        """Where the b-th vector from a cell on lies."""
        return self.builder.bitcast(self.place(array, row, self.after(column, LANES * b)), VECTOR.as_pointer())

    def spread(self, array: Any, n: Any, i: Any) -> Any:
        """One number of the left side in every lane."""
        value = self.builder.load(self.place(array, i, n) if self.across else self.place(array, n, i))
        empty = ir.Constant(VECTOR, ir.Undefined)
        one = self.builder.insert_element(empty, value, ir.Constant(ir.IntType(32), 0))
        return self.builder.shuffle_vector(one, empty, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES))


def _write(w: _Writer, arrays: list[Any], i: Any, k: Any, first: Any, last: Any) -> None:
    """Load the tile, take all products from it, store it."""
    builder, free, (target, left, right) = w.builder, ("contract",), arrays
    places = {(a, b): w.vector(target, w.after(i, a), k, b) for a, b in w.cells}
    sums = {cell: TOOLS.alloca_once(builder, VECTOR) for cell in w.cells}
    for cell in w.cells:
        builder.store(builder.load(places[cell], align=8), sums[cell])
    with TOOLS.for_range_slice(builder, first, last, ir.Constant(first.type, 1)) as (n, _):
        rights = {b: builder.load(w.vector(right, n, k, b), align=8) for _, b in w.cells}
        lefts = {a: w.spread(left, n, w.after(i, a)) for a, _ in w.cells}
        for a, b in w.cells:
            product = builder.fmul(lefts[a], rights[b], flags=free)
            builder.store(builder.fsub(builder.load(sums[a, b]), product, flags=free), sums[a, b])
    for cell in w.cells:
        builder.store(builder.load(sums[cell]), places[cell], align=8)
