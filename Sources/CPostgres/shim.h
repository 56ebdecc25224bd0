#include <libpq-fe.h>
#include <stdint.h>

/// A cell as the generic cell functions see it: an opaque row. Its column is passed separately.
typedef struct kindred_result_cell kindred_result_cell;

/// The row of a result that is being read.
typedef struct kindred_result_row {
  const PGresult *_Nonnull result;
  /// The types of the columns, fetched once.
  const Oid *_Nonnull types;
  unsigned column_count;
  int index;
  /// Reads cells of less common types, and NULL.
  int64_t (*_Nonnull any_integer)(kindred_result_cell *_Nullable row, int column);
  const unsigned char *_Nullable (*_Nonnull any_text)(
      kindred_result_cell *_Nullable row, int column, int *_Nonnull count);
} kindred_result_row;

/// The type of a column; 0 if there is no such column.
static inline Oid kindred_result_type(const kindred_result_row *_Nonnull row, int column) {
  return (unsigned)column < row->column_count ? row->types[column] : 0;
}

/// Reads an integer.
static inline int64_t kindred_result_integer(kindred_result_cell *_Nullable cell, int column) {
  const kindred_result_row *row = (const kindred_result_row *)cell;
  const Oid int8 = 20;
  if (kindred_result_type(row, column) == int8 && PQgetlength(row->result, row->index, column) == 8) {
    const unsigned char *bytes = (const unsigned char *)PQgetvalue(row->result, row->index, column);
    // The compiler turns this form into a single instruction.
    return (int64_t)((uint64_t)bytes[0] << 56 | (uint64_t)bytes[1] << 48 | (uint64_t)bytes[2] << 40 |
                     (uint64_t)bytes[3] << 32 | (uint64_t)bytes[4] << 24 | (uint64_t)bytes[5] << 16 |
                     (uint64_t)bytes[6] << 8 | (uint64_t)bytes[7]);
  }
  return row->any_integer(cell, column);
}

/// Reads text. The server allows no NUL character in text, so it is NUL-terminated.
static inline const unsigned char *_Nullable kindred_result_text(
    kindred_result_cell *_Nullable cell, int column, int *_Nonnull count) {
  const kindred_result_row *row = (const kindred_result_row *)cell;
  const Oid text = 25, varchar = 1043;
  Oid type = kindred_result_type(row, column);
  if (type == text || type == varchar) {
    const unsigned char *bytes = (const unsigned char *)PQgetvalue(row->result, row->index, column);
    *count = -1;
    // NULL looks like empty text.
    if (bytes && *bytes) { return bytes; }
  }
  return row->any_text(cell, column, count);
}
