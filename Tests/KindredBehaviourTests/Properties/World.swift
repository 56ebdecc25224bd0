import Kindred

@testable import KindredCore

/// A model that random queries are put to.
protocol World {
  associatedtype M: Model
  typealias C = M.Columns

  /// The rows of the model, each with its key.
  static func rows(_ sample: Sample) -> [(id: Int, sight: Sight)]
  /// The rows beside a row along some relations: one of NULLs where there are none.
  static func related(_ sight: Sight, _ relations: Set<Relation>, _ sample: Sample) -> [Sight]

  static var numbers: [Term<C, Int>] { get }
  static var texts: [Term<C, String>] { get }
  /// Conditions that only this model has.
  static var others: [Leaf<C>] { get }
  static func key(_ columns: C) -> Expr<Int>
}

extension Term {
  static func column<E: QueryExpression>(
    _ column: @escaping @Sendable (C) -> E, along relations: Set<Relation> = [],
    _ value: @escaping @Sendable (Sight) -> Value?
  ) -> Term where E.Value: FieldValue, E.Value.Base == Value {
    Term(relations: relations, build: { Expr(column($0).node) }, value: value)
  }
}

enum EntryWorld: World {
  typealias M = Entry

  static func rows(_ sample: Sample) -> [(id: Int, sight: Sight)] {
    sample.entries.map { ($0.id, Sight(blog: $0.blog, entry: $0)) }
  }

  static func related(_ sight: Sight, _ relations: Set<Relation>, _ sample: Sample) -> [Sight] {
    guard let entry = sight.entry else { return [] }
    var sights = [sight]
    if relations.contains(.remarks) && !entry.remarks.isEmpty {
      sights = entry.remarks.map {
        var sight = sight
        sight.remark = $0
        return sight
      }
    }
    guard relations.contains(.siblings) else { return sights }
    return sights.flatMap { sight in
      sample.entries(of: entry.blog).map {
        var sight = sight
        sight.sibling = $0
        return sight
      }
    }
  }

  static let numbers: [Term<C, Int>] = [
    .column({ $0.rating }) { $0.entry?.rating },
    .column({ $0.comments }) { $0.entry?.comments },
    .column({ $0.blog.entry.rating }, along: [.siblings]) { $0.sibling?.rating },
  ]

  static let texts: [Term<C, String>] = [
    .column({ $0.headline }) { $0.entry?.headline },
    .column({ $0.note }) { $0.entry?.note },
    .column({ $0.blog.name }) { $0.blog?.name },
    .column({ $0.blog.tagline }) { $0.blog?.tagline },
    .column({ $0.reviewer.name }) { $0.entry?.reviewer },
    .column({ $0.remarks.text }, along: [.remarks]) { $0.remark },
  ]

  static let others: [Leaf<C>] = [
    Leaf(relations: [], build: { $0.reviewer == nil }, value: { sight, _ in sight.entry?.reviewer == nil }),
    Leaf(relations: [], build: { $0.reviewer.isNotNull }, value: { sight, _ in sight.entry?.reviewer != nil }),
    Leaf(
      relations: [], build: { $0.reviewer.name.isNull == true }, value: { sight, _ in sight.entry?.reviewer == nil }),
    Leaf(relations: [.remarks], build: { $0.remarks.isNull }, value: { sight, _ in sight.remark == nil }),
    Leaf(relations: [.remarks], build: { $0.remarks.isNotNull }, value: { sight, _ in sight.remark != nil }),
  ]

  static func key(_ columns: C) -> Expr<Int> { Expr(columns.id.node) }
}

enum BlogWorld: World {
  typealias M = Blog

  static func rows(_ sample: Sample) -> [(id: Int, sight: Sight)] { sample.blogs.map { ($0.id, Sight(blog: $0)) } }

  static func related(_ sight: Sight, _ relations: Set<Relation>, _ sample: Sample) -> [Sight] {
    guard let blog = sight.blog else { return [] }
    let entries = sample.entries(of: blog)
    if relations.isEmpty || entries.isEmpty { return [sight] }
    return entries.flatMap { entry -> [Sight] in
      let beside = Sight(blog: blog, entry: entry)
      if !relations.contains(.remarks) || entry.remarks.isEmpty { return [beside] }
      return entry.remarks.map { Sight(blog: blog, entry: entry, remark: $0) }
    }
  }

  static let numbers: [Term<C, Int>] = [
    .column({ $0.entry.rating }, along: [.entries]) { $0.entry?.rating },
    .column({ $0.entry.comments }, along: [.entries]) { $0.entry?.comments },
    .column({ $0.name.length }) { $0.blog?.name.unicodeScalars.count },
  ]

  static let texts: [Term<C, String>] = [
    .column({ $0.name }) { $0.blog?.name },
    .column({ $0.tagline }) { $0.blog?.tagline },
    .column({ $0.entry.headline }, along: [.entries]) { $0.entry?.headline },
    .column({ $0.entry.note }, along: [.entries]) { $0.entry?.note },
    .column({ $0.entry.reviewer.name }, along: [.entries]) { $0.entry?.reviewer },
    .column({ $0.entry.remarks.text }, along: [.entries, .remarks]) { $0.remark },
  ]

  static let others: [Leaf<C>] = [
    Leaf(relations: [.entries], build: { $0.entry.isNull }, value: { sight, _ in sight.entry == nil }),
    Leaf(relations: [.entries], build: { $0.entry.isNotNull }, value: { sight, _ in sight.entry != nil }),
    Leaf(
      relations: [.entries], build: { $0.entry.note.isNull == true }, value: { sight, _ in sight.entry?.note == nil }),
  ]

  static func key(_ columns: C) -> Expr<Int> { Expr(columns.id.node) }
}
