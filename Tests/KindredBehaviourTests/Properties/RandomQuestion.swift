import Foundation
import Kindred

@testable import KindredCore

extension Draw {
  mutating func tree<W: World>(_ world: W.Type, depth: Int) -> Tree<W.C> {
    if depth == 0 || chance(15) { return .leaf(leaf(world)) }
    switch below(10) {
    case 0..<3: return .and(tree(world, depth: depth - 1), tree(world, depth: depth - 1))
    case 3..<6: return .or(tree(world, depth: depth - 1), tree(world, depth: depth - 1))
    case 6..<9: return .not(tree(world, depth: depth - 1))
    default: return .same(tree(world, depth: depth - 1), tree(world, depth: depth - 1))
    }
  }

  // MARK: - Terms

  private mutating func number<W: World>(_ world: W.Type, depth: Int = 2) -> Term<W.C, Int> {
    if depth == 0 || chance(40) { return one(W.numbers) }
    let inner = number(world, depth: depth - 1)
    let value = number()
    switch below(14) {
    case 12:
      return text(world, depth: depth - 1).map(
        { $0.position(of: "a") }, { (Array($0.unicodeScalars).firstIndex(of: "a") ?? -1) + 1 })
    case 13: return inner.map({ $0.greatest(value) }, { Swift.max($0, value) })
    case 0: return inner.map({ $0 + value }, { $0 + value })
    case 1: return inner.map({ value - $0 }, { value - $0 })
    case 2: return inner.map({ $0 * value }, { $0 * value })
    case 3: return inner.map({ -$0 }, { -$0 })
    case 4: return inner.map({ $0.abs() }, { Swift.abs($0) })
    case 5:
      return Term(
        relations: inner.relations, build: { Expr((inner.build($0) ?? value).node) },
        value: { inner.value($0) ?? value })
    case 6:
      let other = number(world, depth: depth - 1)
      return Term(
        relations: inner.relations.union(other.relations), build: { inner.build($0) - other.build($0) },
        value: { sight in inner.value(sight).flatMap { lhs in other.value(sight).map { lhs - $0 } } })
    case 7: return inner.map({ $0.bitwiseXor(value) }, { $0 ^ value })
    case 8: return inner.map({ $0.cast(to: String.self).cast(to: Int.self) }, { $0 })
    case 9..<11: return conditional(world, inner, number(world, depth: depth - 1))
    default:
      let text = text(world, depth: depth - 1)
      return text.map({ $0.length }, { $0.unicodeScalars.count })
    }
  }

  private mutating func text<W: World>(_ world: W.Type, depth: Int = 2) -> Term<W.C, String> {
    if depth == 0 || chance(50) { return one(W.texts) }
    let inner = text(world, depth: depth - 1)
    let value = text()
    switch below(12) {
    case 9: return inner.map({ $0[1..<3] }, { String($0.dropFirst().prefix(2)) })
    case 10: return inner.map({ $0[..<2] }, { String($0.prefix(2)) })
    case 11: return inner.map({ $0.replacing("a", with: "bb") }, { $0.replacing("a", with: "bb") })
    case 0: return inner.map({ $0.lowercased() }, { $0.lowercased() })
    case 1: return inner.map({ $0.uppercased() }, { $0.uppercased() })
    case 2: return inner.map({ $0.trimmed() }, { $0.trimmingCharacters(in: CharacterSet(charactersIn: " ")) })
    case 3: return inner.map({ $0 + value }, { $0 + value })
    case 4:
      return Term(
        relations: inner.relations, build: { Expr((inner.build($0) ?? value).node) },
        value: { inner.value($0) ?? value })
    case 5: return inner.map({ $0.reversed() }, { String(String.UnicodeScalarView($0.unicodeScalars.reversed())) })
    case 6..<8: return conditional(world, inner, text(world, depth: depth - 1))
    default: return inner.map({ $0.nullIf(value) }, { $0 == value ? nil : $0 })
    }
  }

  /// One of two terms, by a condition on the same row.
  private mutating func conditional<W: World, Value>(
    _ world: W.Type, _ first: Term<W.C, Value>, _ second: Term<W.C, Value>
  ) -> Term<W.C, Value> {
    let condition = comparison(of: number(world, depth: 1), with: number(), number(world, depth: 1))
    let hasElse = chance(70)
    return Term(
      relations: first.relations.union(condition.relations).union(hasElse ? second.relations : []),
      build: {
        let start = when(condition.build($0), then: first.build($0))
        return hasElse ? start.otherwise(second.build($0)) : Expr(start.node)
      },
      value: { sight in
        condition.value(sight, false) == true ? first.value(sight) : hasElse ? second.value(sight) : nil
      })
  }

  // MARK: - Leaves

  private mutating func leaf<W: World>(_ world: W.Type) -> Leaf<W.C> {
    // The parser of SQLite has a limit to how deep expressions may nest.
    switch below(nesting < 2 ? 16 : 13) {
    case 13, 14: quantified(world)
    case 15: sought(text(world))
    case 10: pattern(text(world))
    case 11: between(number(world), number(world), number(world))
    case 12: among(number(world), number(world), number(world))
    case 0..<3: comparison(of: number(world), with: number(), number(world))
    case 3: one(W.others)
    case 4: nullness(number(world))
    case 5: nullness(text(world))
    case 6: list(number(world))
    case 7..<9: match(text(world), with: text(world))
    default: equality(text(world))
    }
  }

  /// A condition on the entries of the row's blog, as a quantifier or as a query of its own.
  private mutating func quantified<W: World>(_ world: W.Type) -> Leaf<W.C> {
    nesting += 1
    let inner = tree(EntryWorld.self, depth: below(3))
    nesting -= 1
    let isAny = inner.read
    let isNotAll = Tree.not(inner).read
    @Sendable func has(_ tree: Tree<Entry.Columns>, _ sight: Sight) -> Bool {
      guard let blog = sight.blog else { return false }
      return sight.sample.entries(of: blog).contains { entry in
        let beside = Sight(sample: sight.sample, blog: blog, entry: entry)
        let related = { (relations: Set<Relation>) in EntryWorld.related(beside, relations, sight.sample) }
        return related(tree.shared).contains { tree.value($0, 0, related) == true }
      }
    }
    switch below(5) {
    case 0:
      return Leaf(relations: [], build: { W.any($0) { inner.build($0) } }, value: { sight, _ in has(isAny, sight) })
    case 1:
      return Leaf(relations: [], build: { W.none($0) { inner.build($0) } }, value: { sight, _ in !has(isAny, sight) })
    case 2:
      return Leaf(
        relations: [], build: { W.all($0) { inner.build($0) } }, value: { sight, _ in !has(isNotAll, sight) })
    case 3:
      return Leaf(
        relations: [], build: { W.entries($0) { inner.build($0) }.hasRows }, value: { sight, _ in has(isAny, sight) })
    default:
      return Leaf(
        relations: [], build: { W.entries($0) { inner.build($0) }.rowCount == 0 },
        value: { sight, _ in !has(isAny, sight) })
    }
  }

  /// A condition on whether a text is among those of a column, NULL among them.
  private mutating func sought<C>(_ term: Term<C, String>) -> Leaf<C> {
    // NULLs are left out, and even NULL is known not to be among nothing.
    @Sendable func found(_ text: String?, among values: [String?]) -> Bool? {
      let values = values.compactMap { $0 }
      guard let text else { return values.isEmpty ? false : nil }
      return values.contains(text)
    }
    if chance(50) {
      return Leaf(
        relations: term.relations, build: { term.build($0).in(Blog.objects.values { $0.tagline }) },
        value: { sight, _ in found(term.value(sight), among: sight.sample.blogs.map(\.tagline)) })
    }
    let rating = number()
    return Leaf(
      relations: term.relations,
      build: {
        term.build($0).in(Entry.objects.filter { $0.rating > rating }.order { $0.id }.values { $0.note }[..<3])
      },
      value: { sight, _ in
        found(term.value(sight), among: sight.sample.entries.filter { $0.rating > rating }.prefix(3).map(\.note))
      })
  }

  private mutating func comparison<C>(of lhs: Term<C, Int>, with value: Int, _ rhs: Term<C, Int>) -> Leaf<C> {
    func leaf(
      _ build: @escaping @Sendable (Expr<Int?>) -> QueryCondition, _ holds: @escaping @Sendable (Int) -> Bool
    ) -> Leaf<C> {
      Leaf(
        relations: lhs.relations, build: { build(lhs.build($0)) }, value: { sight, _ in lhs.value(sight).map(holds) })
    }
    func both(
      _ build: @escaping @Sendable (Expr<Int?>, Expr<Int?>) -> QueryCondition,
      _ holds: @escaping @Sendable (Int, Int) -> Bool
    ) -> Leaf<C> {
      Leaf(
        relations: lhs.relations.union(rhs.relations), build: { build(lhs.build($0), rhs.build($0)) },
        value: { sight, _ in lhs.value(sight).flatMap { lhs in rhs.value(sight).map { holds(lhs, $0) } } })
    }
    switch below(9) {
    case 0: return leaf({ $0 == value }, { $0 == value })
    case 1: return leaf({ $0 < value }, { $0 < value })
    case 2: return leaf({ $0 >= value }, { $0 >= value })
    case 3: return leaf({ value < $0 }, { value < $0 })
    case 4: return leaf({ value >= $0 }, { value >= $0 })
    case 5: return leaf({ $0.range(value...(value + 2)) }, { (value...(value + 2)).contains($0) })
    case 6: return both({ $0 == $1 }, { $0 == $1 })
    case 7: return both({ $0 > $1 }, { $0 > $1 })
    default: return both({ $0 <= $1 }, { $0 <= $1 })
    }
  }

  /// A number between two others.
  private mutating func between<C>(_ term: Term<C, Int>, _ low: Term<C, Int>, _ high: Term<C, Int>) -> Leaf<C> {
    let bound = number()
    let isHalfOpen = chance(30)
    if chance(40) {
      return Leaf(
        relations: term.relations,
        build: { isHalfOpen ? term.build($0).range(bound..<bound + 2) : term.build($0).range(bound...bound + 1) },
        value: { sight, _ in term.value(sight).map { (bound...bound + 1).contains($0) } })
    }
    return Leaf(
      relations: term.relations.union(low.relations).union(high.relations),
      build: { term.build($0).range(low.build($0), high.build($0)) },
      value: { sight, _ in
        let value = term.value(sight)
        let isAbove = value.flatMap { value in low.value(sight).map { value >= $0 } }
        let isBelow = value.flatMap { value in high.value(sight).map { value <= $0 } }
        if isAbove == false || isBelow == false { return false }
        return isAbove == nil || isBelow == nil ? nil : true
      })
  }

  /// A number that is one of two others.
  private mutating func among<C>(_ term: Term<C, Int>, _ first: Term<C, Int>, _ second: Term<C, Int>) -> Leaf<C> {
    Leaf(
      relations: term.relations.union(first.relations).union(second.relations),
      build: { term.build($0).in(anyOf: first.build($0), second.build($0)) },
      value: { sight, _ in
        guard let value = term.value(sight) else { return nil }
        let others = [first.value(sight), second.value(sight)]
        return others.contains(value) ? true : others.contains(nil) ? nil : false
      })
  }

  private mutating func pattern<C>(_ term: Term<C, String>) -> Leaf<C> {
    let patterns: [(String, ignoresCase: Bool, @Sendable (String) -> Bool)] = [
      ("^a", false, { $0.hasPrefix("a") }), ("b$", false, { $0.hasSuffix("b") }),
      ("[ab]{2}", false, { $0.contains("aa") || $0.contains("ab") || $0.contains("ba") || $0.contains("bb") }),
      (#"^\W*$"#, false, { $0.allSatisfy { !$0.isLetter && !$0.isNumber && $0 != "_" } }),
      ("B|%", true, { $0.contains("b") || $0.contains("B") || $0.contains("%") }), ("^$", true, { $0.isEmpty }),
    ]
    let (text, ignoresCase, holds) = one(patterns)
    return Leaf(
      relations: term.relations,
      build: { ignoresCase ? term.build($0).iRegex(text) : term.build($0).regex(text) },
      value: { sight, _ in term.value(sight).map(holds) })
  }

  private mutating func nullness<C, Value>(_ term: Term<C, Value>) -> Leaf<C> {
    chance(50)
      ? Leaf(
        relations: term.relations, build: { term.build($0).isNull }, value: { sight, _ in term.value(sight) == nil })
      : Leaf(
        relations: term.relations, build: { term.build($0).isNotNull }, value: { sight, _ in term.value(sight) != nil })
  }

  private mutating func list<C>(_ term: Term<C, Int>) -> Leaf<C> {
    let values = (0...below(7)).map { _ in number() }
    let hasNull = chance(30)
    return Leaf(
      relations: term.relations, build: { term.build($0).in(values.map(Optional.some) + (hasNull ? [nil] : [])) },
      value: { sight, isNegated in
        // A nil in a list is honoured by a negation.
        guard let value = term.value(sight) else { return hasNull && isNegated ? true : nil }
        return values.contains(value)
      })
  }

  private mutating func equality<C>(_ term: Term<C, String>) -> Leaf<C> {
    let value = text()
    return Leaf(
      relations: term.relations, build: { term.build($0) == value },
      value: { sight, _ in term.value(sight).map { $0 == value } })
  }

  private mutating func match<C>(_ term: Term<C, String>, with other: Term<C, String>) -> Leaf<C> {
    let value = text()
    let matches: [(@Sendable (Expr<String?>, String) -> QueryCondition, @Sendable (String, String) -> Bool)] = [
      ({ $0.contains($1) }, { $1.isEmpty || $0.contains($1) }),
      ({ $0.iContains($1) }, { $1.isEmpty || $0.lowercased().contains($1.lowercased()) }),
      ({ $0.startsWith($1) }, { $0.hasPrefix($1) || $1.isEmpty }),
      ({ $0.iStartsWith($1) }, { $0.lowercased().hasPrefix($1.lowercased()) || $1.isEmpty }),
      ({ $0.endsWith($1) }, { $0.hasSuffix($1) || $1.isEmpty }),
      ({ $0.iEndsWith($1) }, { $0.lowercased().hasSuffix($1.lowercased()) || $1.isEmpty }),
      ({ $0.iExact($1) }, { $0.lowercased() == $1.lowercased() }),
    ]
    let columns: [(@Sendable (Expr<String?>, Expr<String>) -> QueryCondition, @Sendable (String, String) -> Bool)] = [
      ({ $0.contains($1) }, matches[0].1), ({ $0.iContains($1) }, matches[1].1),
      ({ $0.startsWith($1) }, matches[2].1), ({ $0.iStartsWith($1) }, matches[3].1),
      ({ $0.endsWith($1) }, matches[4].1), ({ $0.iEndsWith($1) }, matches[5].1),
      ({ $0.iExact($1) }, matches[6].1),
    ]
    if chance(70) {
      let (build, holds) = one(matches)
      return Leaf(
        relations: term.relations, build: { build(term.build($0), value) },
        value: { sight, _ in term.value(sight).map { holds($0, value) } })
    }
    let (build, holds) = one(columns)
    return Leaf(
      relations: term.relations.union(other.relations),
      build: { build(term.build($0), Expr<String>(other.build($0).node)) },
      value: { sight, _ in term.value(sight).flatMap { text in other.value(sight).map { holds(text, $0) } } })
  }
}
