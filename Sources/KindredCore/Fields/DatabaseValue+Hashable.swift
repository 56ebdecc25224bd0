extension DatabaseValue {
  /// Whether the database treats the two as the same value. Text is compared by its bytes.
  public static func == (lhs: DatabaseValue, rhs: DatabaseValue) -> Bool {
    switch lhs {
    case .null: rhs.isNull
    case .bool(let value): if case .bool(let other) = rhs { value == other } else { false }
    case .integer(let value): if case .integer(let other) = rhs { value == other } else { false }
    case .double(let value): if case .double(let other) = rhs { value == other } else { false }
    case .text(let value): if case .text(let other) = rhs { value.utf8.elementsEqual(other.utf8) } else { false }
    case .bytes(let value): if case .bytes(let other) = rhs { value == other } else { false }
    case .timestamp(let value): if case .timestamp(let other) = rhs { value == other } else { false }
    case .date(let value): if case .date(let other) = rhs { value == other } else { false }
    case .time(let value): if case .time(let other) = rhs { value == other } else { false }
    case .interval(let value): if case .interval(let other) = rhs { value == other } else { false }
    case .uuid(let value): if case .uuid(let other) = rhs { value == other } else { false }
    case .decimal(let value): if case .decimal(let other) = rhs { value == other } else { false }
    case .json(let value): if case .json(let other) = rhs { value == other } else { false }
    case .list(let value): if case .list(let other) = rhs { value == other } else { false }
    }
  }

  /// Hashes what equality compares.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .integer(let value), .timestamp(microseconds: let value), .time(microseconds: let value),
      .interval(microseconds: let value):
      hasher.combine(value)
    case .double(let value): hasher.combine(value)
    // Text is hashed by canonical equivalence, which is coarser than `==` and therefore consistent with it.
    case .text(let value): hasher.combine(value)
    case .bytes(let value), .json(let value): hasher.combine(value)
    case .date(let days): hasher.combine(days)
    case .uuid(let value): hasher.combine(value)
    case .decimal(let value): hasher.combine(value)
    case .list(let values): hasher.combine(values)
    }
  }
}
