/// Distinct keys of one model. It takes about twenty bytes for each integer key.
struct KeySet {
  private var integers: Set<Int64> = []
  private var others: Set<DatabaseValue> = []

  var count: Int { integers.count + others.count }
  var isEmpty: Bool { integers.isEmpty && others.isEmpty }

  /// Adds a key; false if it is known.
  mutating func insert(_ key: DatabaseValue) -> Bool {
    if case .integer(let number) = key { return integers.insert(number).inserted }
    return others.insert(key).inserted
  }

  func contains(_ key: DatabaseValue) -> Bool {
    if case .integer(let number) = key { return integers.contains(number) }
    return others.contains(key)
  }

  /// The keys; integers are in ascending order.
  var list: KeyList { KeyList(integers: integers.sorted(), others: Array(others)) }
}

/// Keys of one model in an order. It takes eight bytes for each integer key.
struct KeyList {
  private var integers: [Int64] = []
  private var others: [DatabaseValue] = []

  init() {}

  fileprivate init(integers: [Int64], others: [DatabaseValue]) {
    self.integers = integers
    self.others = others
  }

  var isEmpty: Bool { integers.isEmpty && others.isEmpty }

  mutating func append(_ key: DatabaseValue) {
    if case .integer(let number) = key { integers.append(number) } else { others.append(key) }
  }

  /// The keys in parts of at most so many, each made when it is needed.
  func parts(of size: Int) -> some Sequence<[DatabaseValue]> {
    let numbers = stride(from: 0, to: integers.count, by: size).lazy.map { start in
      integers[start..<min(start + size, integers.count)].map { DatabaseValue.integer($0) }
    }
    let values = stride(from: 0, to: others.count, by: size).lazy.map { start in
      Array(others[start..<min(start + size, others.count)])
    }
    return [AnySequence(numbers), AnySequence(values)].lazy.joined()
  }
}
