import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@testable import KindredCore

/// A random condition on entries, once with closures and once with names.
private indirect enum Pair: Sendable {
  case leaf(@Sendable (Entry.Columns) -> QueryCondition, NamedExpression)
  case and(Pair, Pair)
  case or(Pair, Pair)
  case xor(Pair, Pair)
  case not(Pair)

  func typed(_ columns: Entry.Columns) -> QueryCondition {
    switch self {
    case .leaf(let typed, _): typed(columns)
    case .and(let lhs, let rhs): lhs.typed(columns) && rhs.typed(columns)
    case .or(let lhs, let rhs): lhs.typed(columns) || rhs.typed(columns)
    case .xor(let lhs, let rhs): lhs.typed(columns) ^ rhs.typed(columns)
    case .not(let inner): !inner.typed(columns)
    }
  }

  var named: NamedExpression {
    switch self {
    case .leaf(_, let named): named
    case .and(let lhs, let rhs): .all([lhs.named, rhs.named])
    case .or(let lhs, let rhs): .any([lhs.named, rhs.named])
    case .xor(let lhs, let rhs): lhs.named ^ rhs.named
    case .not(let inner): !inner.named
    }
  }
}

/// A number or a text, once as an expression and once with names.
private struct Value<V: FieldValue>: Sendable {
  let typed: @Sendable (Entry.Columns) -> Expr<V?>
  let named: NamedExpression
  /// The path, if it is one.
  let path: String?

  init<E: QueryExpression>(
    _ path: String, _ typed: @escaping @Sendable (Entry.Columns) -> E
  ) where E.Value: FieldValue, E.Value.Base == V {
    self.typed = { Expr(typed($0).node) }
    self.named = F(path).namedExpression
    self.path = path
  }

  init(_ named: NamedExpression, _ typed: @escaping @Sendable (Entry.Columns) -> Expr<V?>) {
    self.typed = typed
    self.named = named
    self.path = nil
  }
}

extension Draw {
  fileprivate mutating func pairNumber(_ depth: Int = 2) -> Value<Int> {
    let columns: [Value<Int>] = [
      Value("rating") { $0.rating }, Value("comments") { $0.comments },
      Value("headline__length") { $0.headline.length },
      Value("blog__entry__rating") { $0.blog.entry.rating }, Value("note.length") { $0.note.length },
      Value("pub_date__year") { $0.pubDate.year }, Value("reviewer__name__length") { $0.reviewer.name.length },
    ]
    if depth == 0 || chance(50) { return one(columns) }
    let (inner, value) = (pairNumber(depth - 1), number())
    switch below(6) {
    case 0: return Value(inner.named + value) { inner.typed($0) + value }
    case 1: return Value(inner.named * value) { inner.typed($0) * value }
    case 2:
      let other = pairNumber(depth - 1)
      return Value(inner.named - other.named) { inner.typed($0) - other.typed($0) }
    case 3: return Value(inner.named / 2) { inner.typed($0) / 2 }
    case 4: return Value(inner.named.applying("abs")) { inner.typed($0).abs() }
    default: return Value(.function("coalesce", inner.named, value)) { Expr((inner.typed($0) ?? value).node) }
    }
  }

  fileprivate mutating func pairText(_ depth: Int = 2) -> Value<String> {
    let columns: [Value<String>] = [
      Value("headline") { $0.headline }, Value("note") { $0.note }, Value("blog.name") { $0.blog.name },
      Value("blog__tagline") { $0.blog.tagline }, Value("reviewer__name") { $0.reviewer.name },
      Value("remarks__text") { $0.remarks.text }, Value("headline__lower") { $0.headline.lowercased() },
    ]
    if depth == 0 || chance(60) { return one(columns) }
    let (inner, value) = (pairText(depth - 1), text())
    switch below(4) {
    case 0: return Value(inner.named.uppercased()) { inner.typed($0).uppercased() }
    case 1: return Value(inner.named.applying("trim")) { inner.typed($0).trimmed() }
    case 2: return Value(inner.named + value) { inner.typed($0) + value }
    default: return Value(inner.named.applying("nullif", value)) { inner.typed($0).nullIf(value) }
    }
  }

  fileprivate mutating func pair(_ depth: Int) -> Pair {
    if depth == 0 || chance(20) { return leaf() }
    switch below(8) {
    case 0..<3: return .and(pair(depth - 1), pair(depth - 1))
    case 3..<5: return .or(pair(depth - 1), pair(depth - 1))
    case 5: return .xor(pair(depth - 1), pair(depth - 1))
    default: return .not(pair(depth - 1))
    }
  }

  private mutating func leaf() -> Pair {
    // A condition by a path or by an expression, which is the same.
    func leaf<V>(
      _ value: Value<V>, _ lookup: String, _ argument: some NamedArgument,
      _ typed: @escaping @Sendable (Expr<V?>) -> QueryCondition
    ) -> Pair {
      let named = value.path.map { path -> NamedExpression in
        .match(path + (path.contains(".") ? "." : "__") + lookup, argument)
      }
      return .leaf({ typed(value.typed($0)) }, named ?? value.named.lookup(lookup, argument))
    }
    let (number, other) = (pairNumber(), pairNumber(1))
    let (text, limit, word) = (pairText(), self.number(), self.text())
    switch below(14) {
    case 0: return leaf(number, "exact", limit) { $0 == limit }
    case 1: return leaf(number, "lt", limit) { $0 < limit }
    case 2: return leaf(number, "gte", limit) { $0 >= limit }
    case 3: return leaf(number, "ne", limit) { $0 != limit }
    case 4: return leaf(number, "in", [limit, limit + 1, limit + 3]) { $0.in([limit, limit + 1, limit + 3]) }
    case 5: return leaf(number, "range", limit...(limit + 2)) { $0.range(limit...(limit + 2)) }
    case 6: return leaf(number, "isnull", true) { $0.isNull }
    case 7: return leaf(text, "isnull", false) { $0.isNotNull }
    case 8: return leaf(text, "icontains", word) { $0.iContains(word) }
    case 9: return leaf(text, "startswith", word) { $0.startsWith(word) }
    case 10: return leaf(text, "iexact", word) { $0.iExact(word) }
    case 11: return leaf(text, "exact", word) { $0 == word }
    case 12: return .leaf({ number.typed($0) > other.typed($0) }, number.named > other.named)
    default: return leaf(text, "in", [word, nil]) { $0.in([word, nil]) }
    }
  }
}

@Suite("Properties of named conditions")
struct NamedPropertyTests {
  @Test("Random conditions by name have the SQL, the values and the rows of the typed ones, and come back from JSON")
  func conditions() async throws {
    let sample = Sample(seed: 7)
    try await withSample(sample) { backend async throws in
      let dialect: Dialect = backend == .sqlite ? .sqlite : .postgres
      for seed in 0..<Seeds.count(400) {
        var draw = Draw(seed: seed)
        let scopes = (0...draw.below(2)).map { _ in (pair: draw.pair(draw.below(5)), isExclusion: draw.chance(30)) }
        var typed = Entry.objects.order { $0.id }
        var named = Entry.objects.order("id")
        for (pair, isExclusion) in scopes {
          let data = try JSONEncoder().encode(pair.named)
          let read = try JSONDecoder().decode(NamedExpression.self, from: data)
          #expect(read == pair.named, "seed \(seed)")
          typed = isExclusion ? typed.exclude { pair.typed($0) } : typed.filter { pair.typed($0) }
          named = isExclusion ? named.exclude(where: read) : named.filter(where: read)
        }
        do {
          let (first, second) = (try typed.sql(for: dialect), try named.sql(for: dialect))
          #expect(first.text == second.text, "seed \(seed)")
          #expect(first.values == second.values, "seed \(seed)")
          // The rows are worth asking for where the texts agree anyway: a plan of one serves the other.
          if seed.isMultiple(of: 4) {
            #expect(try await typed.all() == named.all(), "seed \(seed)")
          }
        } catch {
          Issue.record("seed \(seed) on \(backend): \(error)")
        }
      }
    }
  }
}
