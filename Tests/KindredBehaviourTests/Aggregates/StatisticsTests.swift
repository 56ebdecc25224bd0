import Foundation
import Kindred
import Testing

extension SQLOperation {
  fileprivate static let total = SQLOperation(
    "total", kind: .aggregate(), spelling: .call("TOTAL"), in: [.postgres: .call("SUM")])
  fileprivate static let noCall = SQLOperation("noCall", kind: .aggregate(), spelling: .infix("+"))
}

extension QueryExpression<Double> {
  fileprivate func total(distinct: Bool = false, filter: (any QueryExpression<Bool>)? = nil) -> Expr<Double?> {
    Expr(.total, self, distinct: distinct, filter: filter)
  }
}

@Suite("Aggregates: statistics, bits, any value, and those of your own")
struct StatisticsTests {
  private func expect(_ value: Double?, _ expected: Double?, _ name: String) {
    guard let value, let expected else {
      #expect(value == expected, "\(name)")
      return
    }
    #expect(abs(value - expected) < 1e-9, "\(name): \(value)")
  }

  @Test("A-6: standard deviation and variance, of all values and of a sample")
  func spread() async throws {
    try await withBlogs { blogs, log async throws in
      // 9, 4, 6 and 2: the mean is 5.25, the squares add up to 26.75.
      let found = try await Entry.objects.aggregate {
        ($0.rating.variance(), $0.rating.variance(sample: true), $0.rating.stdDev(), $0.rating.stdDev(sample: true))
      }
      expect(found.0, 6.6875, "variance")
      expect(found.1, 8.916666666666666, "of a sample")
      expect(found.2, 2.5860201081971503, "deviation")
      expect(found.3, 2.9860788111948193, "of a sample")
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT kindred_var_pop("entry"."rating"), kindred_var_samp("entry"."rating"), "#
              + #"kindred_stddev_pop("entry"."rating"), kindred_stddev_samp("entry"."rating") FROM "entry""#,
            postgres: #"SELECT CAST(VAR_POP("entry"."rating") AS double precision), "#
              + #"CAST(VAR_SAMP("entry"."rating") AS double precision), "#
              + #"CAST(STDDEV_POP("entry"."rating") AS double precision), "#
              + #"CAST(STDDEV_SAMP("entry"."rating") AS double precision) FROM "entry""#)
        ])
      // One value, none, and each once.
      let one = Entry.objects.filter { $0.rating == 9 }
      let single = try await one.aggregate { ($0.rating.variance(), $0.rating.variance(sample: true)) }
      expect(single.0, 0, "of one value")
      expect(single.1, nil, "of a sample of one")
      let none = Entry.objects.filter { $0.rating > 100 }
      expect(try await none.aggregate { $0.rating.stdDev() }, nil, "of none")
      expect(try await none.aggregate { $0.rating.stdDev(default: -1) }, -1, "default")
      expect(
        try await Entry.objects.none().aggregate { $0.rating.variance(sample: true, default: 7) }, 7, "without SQL")
      try await Entry.objects.create(blog: blogs.cheese, headline: "x", rating: 9)
      expect(try await Entry.objects.aggregate { $0.rating.variance(distinct: true) }, 6.6875, "distinct")
      expect(try await Entry.objects.aggregate { $0.rating.variance(filter: $0.rating < 5) }, 1, "filter")
      let groups = try await Entry.objects.values { ($0.blog.name, $0.rating.stdDev()) }.order { name, _ in name }.all()
      #expect(groups.map(\.1) == [2.5, 0, 2])
      // Large numbers that lie close together.
      for number in [1e9, 1e9 + 1, 1e9 + 2] {
        try await Edges.objects.create(double: number, number: Decimal(Int(number)))
      }
      expect(try await Edges.objects.aggregate { $0.double.variance(sample: true) }, 1, "close together")
      expect(try await Edges.objects.aggregate { $0.number.stdDev(sample: true) }, 1, "decimals")
      await kindredError(.invalidQuery) { _ = try await Edges.objects.aggregate { $0.span.variance() } }
    }
  }

  @Test("A-9: bits of all values")
  func bits() async throws {
    try await withBlogs { blogs, log async throws in
      // 1001, 0100, 0110 and 0010
      let found = try await Entry.objects.aggregate { ($0.rating.bitAnd(), $0.rating.bitOr(), $0.rating.bitXor()) }
      #expect(found == (0, 15, 9))
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT kindred_bit_and("entry"."rating"), kindred_bit_or("entry"."rating"), "#
              + #"kindred_bit_xor("entry"."rating") FROM "entry""#,
            postgres:
              #"SELECT BIT_AND("entry"."rating"), BIT_OR("entry"."rating"), BIT_XOR("entry"."rating") FROM "entry""#)
        ])
      #expect(try await Entry.objects.aggregate { $0.rating.bitAnd(filter: $0.rating.in([4, 6])) } == 4)
      #expect(try await Entry.objects.filter { $0.rating > 100 }.aggregate { $0.rating.bitOr() } == nil)
      #expect(try await Entry.objects.filter { $0.rating > 100 }.aggregate { $0.rating.bitOr(default: 8) } == 8)
      try await Entry.objects.create(blog: blogs.cheese, headline: "x", rating: 9)
      let twice = try await Entry.objects.aggregate { ($0.rating.bitXor(), $0.rating.bitXor(distinct: true)) }
      #expect(twice == (0, 9))
    }
  }

  @Test("A-8: any value of a group")
  func anyValue() async throws {
    try await withBlogs { _, _ async throws in
      let groups = try await Entry.objects.values { ($0.blogID, $0.blog.name.anyValue(), $0.note.anyValue()) }
        .order { id, name, note in name }.all()
      #expect(groups.map(\.1) == ["Beatles", "Pop"])
      #expect(groups.map(\.2) == ["old", "new"])
      #expect(try await Entry.objects.none().aggregate { $0.note.anyValue(default: "x") } == "x")
      #expect(try await Entry.objects.aggregate { $0.note.anyValue(filter: $0.rating == 6) } == "new")
      let key = UUID()
      try await Device.objects.create(id: key, name: "a")
      #expect(try await Device.objects.aggregate { $0.id.anyValue() } == key)
      #expect(try await Device.objects.aggregate { $0.id.anyValue(filter: $0.name == "b") } == nil)
      #expect(try await Device.objects.aggregate { ($0.name == "a").anyValue() } == true)
    }
  }

  @Test("A-19: aggregates of your own")
  func ownAggregates() async throws {
    try await withBlogs { _, log async throws in
      let (all, distinct, some) = try await Entry.objects.aggregate {
        let rating = $0.rating.cast(to: Double.self)
        return (rating.total(), rating.total(distinct: true), rating.total(filter: $0.rating > 5))
      }
      #expect(all == 21 && distinct == 21 && some == 15)
      let name = Backend.isSQLite ? "TOTAL" : "SUM"
      let type = Backend.isSQLite ? "REAL" : "double precision"
      let value = Backend.isSQLite ? "?1" : "$1"
      #expect(
        log.take() == [
          #"SELECT \#(name)(CAST("entry"."rating" AS \#(type))), \#(name)(DISTINCT CAST("entry"."rating" AS \#(type))), "#
            + #"\#(name)(CAST("entry"."rating" AS \#(type))) FILTER (WHERE "entry"."rating" > \#(value)) FROM "entry""#
        ])
      // It behaves like any aggregate: in groups, in conditions on groups, and in what is refused.
      let groups = try await Entry.objects.values { ($0.blog.name, $0.rating.cast(to: Double.self).total()) }
        .filter { name, total in total > 10 }.all()
      #expect(groups.map(\.0) == ["Beatles"])
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.filter { Expr<Double>(.total, $0.rating) > 1 }.all()
      }
      let both = Blog.objects.filter { $0.entry.rating > 0 }
        .annotate { (Expr<Double?>(.total, $0.entry.rating.cast(to: Double.self)), $0.entry.remarks.count()) }
        .order { blog, _, _ in blog.id }
      #expect(try await both.all().map(\.1) == [13, 8])
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.aggregate { Expr<Int>(.noCall, $0.rating, $0.id) }
      }
      await kindredError(.invalidQuery) {
        _ = try await Entry.objects.values { Expr<String>(.init("f", spelling: .call("F")), $0.headline, filter: nil) }
          .all()
      }
    }
  }
}
