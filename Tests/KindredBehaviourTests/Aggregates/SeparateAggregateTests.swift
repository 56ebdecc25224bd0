import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

/// The text with the placeholders of the running test's dialect: `?1` in SQLite is `$1` in PostgreSQL.
private func placed(_ text: String) -> String { Backend.isSQLite ? text : text.replacing("?", with: "$") }

/// Three shops:
///
/// | shop | city | weight | sales (units of their lines) | visits |
/// |---|---|---|---|---|
/// | A | X | 1 | 10 (1, 2), 20 (3), 30 "gift" | 1, 2 |
/// | B | X | 2 | 5 (8) | 7, 7 |
/// | C | nil | 3 | | 4 |
func withShops(_ body: (StatementLog) async throws -> Void) async throws {
  try await withDatabase { log async throws in
    let a = try await Shop.objects.create(name: "A", city: "X")
    let b = try await Shop.objects.create(name: "B", city: "X", weight: 2)
    let c = try await Shop.objects.create(name: "C", weight: 3)
    let sales = try await Sale.objects.bulkCreate([
      Sale(shop: a, amount: 10), Sale(shop: a, amount: 20), Sale(shop: a, amount: 30, note: "gift"),
      Sale(shop: b, amount: 5),
    ])
    try await SaleLine.objects.bulkCreate([
      SaleLine(sale: sales[0], units: 1), SaleLine(sale: sales[0], units: 2), SaleLine(sale: sales[1], units: 3),
      SaleLine(sale: sales[3], units: 8),
    ])
    try await Tour.objects.bulkCreate([
      Tour(shop: a, minutes: 1), Tour(shop: a, minutes: 2), Tour(shop: b, minutes: 7), Tour(shop: b, minutes: 7),
      Tour(shop: c, minutes: 4),
    ])
    _ = log.take()
    try await body(log)
  }
}

@Suite("Aggregates: of several relations")
struct SeparateAggregateTests {
  @Test("A-12, HU-8: each object with aggregates of two relations, each of its own rows")
  func objects() async throws {
    try await withShops { log async throws in
      let counts = Shop.objects.annotate { ($0.sale.count(), $0.tour.count()) }.order { shop, _, _ in shop.id }
      let rows = try await counts.all()
      #expect(rows.map(\.0.name) == ["A", "B", "C"])
      #expect(rows.map(\.1) == [3, 1, 0])
      #expect(rows.map(\.2) == [2, 2, 1])
      #expect(
        log.take() == [
          #"SELECT "shop"."id", "shop"."name", "shop"."city", "shop"."weight", (SELECT COUNT("sale"."id") FROM "sale" WHERE "sale"."shop_id" = "shop"."id"), (SELECT COUNT("tour"."id") FROM "tour" WHERE "tour"."shop_id" = "shop"."id") FROM "shop" ORDER BY "shop"."id" ASC"#
        ])
      let sums = Shop.objects.annotate { ($0.sale.amount.sum(default: 0), $0.tour.minutes.avg()) }
        .order { shop, _, _ in shop.id }
      #expect(try await sums.all().map(\.1) == [60, 5, 0])
      #expect(try await sums.all().map(\.2) == [1.5, 7, 4])
      let several = Shop.objects.annotate {
        (
          $0.sale.amount.sum(), $0.tour.minutes.count(distinct: true), $0.sale.note.joined(separator: "+"),
          $0.tour.minutes.max()
        )
      }.order { shop, _, _, _, _ in shop.id }
      let found = try await several.all()
      #expect(found.map(\.1) == [60, 5, nil])
      #expect(found.map(\.2) == [2, 1, 1])
      #expect(found.map(\.3) == ["gift", nil, nil])
      #expect(found.map(\.4) == [2, 7, 4])
      // One relation alone stays a join.
      _ = log.take()
      _ = try await Shop.objects.annotate { ($0.sale.count(), $0.sale.amount.max()) }.all()
      #expect(log.take().first?.contains("LEFT OUTER JOIN") == true)
    }
  }

  @Test("A-12, HU-8: rows of rows, other models' relations, the object's own columns, and filter:")
  func operands() async throws {
    try await withShops { _ async throws in
      let nested = Shop.objects.annotate { ($0.sale.amount.sum(), $0.sale.lines.units.sum(), $0.tour.count()) }
        .order { shop, _, _, _ in shop.id }
      let rows = try await nested.all()
      #expect(rows.map(\.1) == [60, 5, nil])
      #expect(rows.map(\.2) == [6, 8, nil])
      #expect(rows.map(\.3) == [2, 2, 1])
      let visits = Tour.objects.annotate { ($0.shop.sale.count(), $0.shop.tour.count()) }.order { tour, _, _ in
        tour.id
      }
      #expect(try await visits.all().map(\.1) == [3, 3, 1, 1, 0])
      #expect(try await visits.all().map(\.2) == [2, 2, 2, 2, 1])
      let weighted = Shop.objects.annotate { (($0.sale.amount * $0.weight).sum(), $0.tour.count()) }
        .order { shop, _, _ in shop.id }
      #expect(try await weighted.all().map(\.1) == [60, 10, nil])
      let filtered = Shop.objects.annotate {
        ($0.sale.count(filter: $0.sale.note == "gift"), $0.tour.count(filter: $0.tour.minutes > 1 && $0.weight < 3))
      }.order { shop, _, _ in shop.id }
      #expect(try await filtered.all().map(\.1) == [1, 0, 0])
      #expect(try await filtered.all().map(\.2) == [1, 2, 0])
    }
  }

  @Test("A-13, HU-8: a filter before restricts what is aggregated, whatever it is made of")
  func filteredBefore() async throws {
    try await withShops { log async throws in
      let large = Shop.objects.filter { $0.sale.amount > 10 }.annotate { ($0.sale.count(), $0.tour.count()) }
      #expect(try await large.all().map(\.1) == [2])
      #expect(
        log.take() == [
          placed(
            #"SELECT "shop"."id", "shop"."name", "shop"."city", "shop"."weight", (SELECT COUNT("sale_2"."id") FROM "sale" AS "sale_2" WHERE "sale_2"."shop_id" = "shop"."id" AND "sale_2"."amount" > ?1), (SELECT COUNT("tour"."id") FROM "tour" WHERE "tour"."shop_id" = "shop"."id") FROM "shop" INNER JOIN "sale" ON "shop"."id" = "sale"."shop_id" WHERE "sale"."amount" > ?1 GROUP BY "shop"."id""#
          )
        ])
      #expect(try await large.all().map(\.2) == [2])
      let both = Shop.objects.filter { $0.sale.amount > 10 && $0.tour.minutes > 1 }
        .annotate { ($0.sale.count(), $0.tour.count()) }
      #expect(try await both.all().map(\.1) == [2])
      #expect(try await both.all().map(\.2) == [1])
      // Of two filters on a relation, the first one counts, as with a join; the other one only has to hold.
      let twice = Shop.objects.filter { $0.sale.amount > 10 }.filter { $0.sale.note == "gift" }
        .annotate { ($0.sale.count(), $0.tour.count()) }
      #expect(try await twice.all().map(\.1) == [2])
      // An exclusion restricts objects, not what is aggregated.
      let without = Shop.objects.exclude { $0.sale.amount > 10 }.annotate { ($0.sale.count(), $0.tour.count()) }
        .order { shop, _, _ in shop.id }
      #expect(try await without.all().map(\.1) == [1, 0])
      let mixed = Shop.objects.filter { $0.sale.amount > 10 || !($0.sale.note == "gift") }
        .annotate { ($0.sale.count(), $0.tour.count()) }.order { shop, _, _ in shop.id }
      // A: the sales above 10. B: all, as none is a gift. C: has none.
      #expect(try await mixed.all().map(\.1) == [2, 1, 0])
      #expect(try await mixed.all().map(\.2) == [2, 2, 1])
    }
  }

  @Test("A-16, HU-8: conditions, orders, counts, slices and further expressions behind")
  func behind() async throws {
    try await withShops { log async throws in
      let counts = Shop.objects.annotate { ($0.sale.count(), $0.tour.count()) }
      let some = counts.filter { _, sales, visits in sales > 0 && visits > 1 }.order { _, sales, _ in sales }
      #expect(try await some.all().map(\.0.name) == ["B", "A"])
      #expect(
        try some.sql(for: .sqlite).text.hasSuffix(
          #" FROM "shop" WHERE (SELECT COUNT("sale"."id") FROM "sale" WHERE "sale"."shop_id" = "shop"."id") > ?1 AND (SELECT COUNT("tour"."id") FROM "tour" WHERE "tour"."shop_id" = "shop"."id") > ?2 ORDER BY (SELECT COUNT("sale"."id") FROM "sale" WHERE "sale"."shop_id" = "shop"."id") ASC"#
        ))
      #expect(try await some.count() == 2)
      #expect(try await some.exists())
      #expect(try await some[1...].all().map(\.1) == [3])
      #expect(try await counts.filter { _, sales, visits in sales > visits }.all().map(\.0.name) == ["A"])
      #expect(try await counts.exclude { shop, sales, _ in sales > 0 && shop.city == "X" }.all().map(\.0.name) == ["C"])
      #expect(try await counts.values { _, sales, visits in sales + visits }.order { $0 }.all() == [1, 3, 5])
      #expect(try await counts.aggregate { _, sales, visits in (sales.sum(), visits.max()) } == (4 as Int?, 2 as Int?))
      let shares = counts.annotate { _, sales, _ in sales.sum().over() }
      #expect(try await shares.all().map(\.3) == [4, 4, 4])
      let more = Shop.objects.filter {
        $0.pk.in(counts.filter { _, sales, visits in sales > visits }.values { shop, _, _ in shop.id })
      }
      #expect(try await more.all().map(\.name) == ["A"])
      #expect(try await Shop.objects.none().annotate { ($0.sale.count(), $0.tour.count()) }.all().isEmpty)
      #expect(
        try await Shop.objects.order { $0.id }[1..<2].annotate { ($0.sale.count(), $0.tour.count()) }.all().map(\.2)
          == [2])
      // The values of the query's own conditions change, its text does not.
      _ = log.take()
      for (limit, names) in [(0, ["A", "B"]), (1, ["A"]), (3, [])] {
        #expect(
          try await counts.filter { _, sales, _ in sales > limit }.order { shop, _, _ in shop.id }.all().map(\.0.name)
            == names)
      }
      #expect(Set(log.take()).count == 1)
    }
  }

  @Test("A-14, HU-8: groups with aggregates of relations, NULL among their keys")
  func groups() async throws {
    try await withShops { log async throws in
      let cities = Shop.objects.values { ($0.city, $0.count(), $0.sale.count(), $0.tour.minutes.sum()) }
        .order { city, _, _, _ in city.asc.nullsFirst }
      let rows = try await cities.all()
      #expect(rows.map(\.0) == [nil, "X"])
      #expect(rows.map(\.1) == [1, 2])
      #expect(rows.map(\.2) == [0, 4])
      #expect(rows.map(\.3) == [4, 17])
      let isSame = spelled(sqlite: "IS NOT", postgres: "IS DISTINCT FROM")
      #expect(
        log.take().first?.contains(
          #"(SELECT COUNT("sale"."id") FROM "shop" AS "shop_2" LEFT OUTER JOIN "sale" ON "shop_2"."id" = "sale"."shop_id" WHERE NOT ("shop_2"."city" \#(isSame) "shop"."city"))"#
        ) == true)
      #expect(try await cities.filter { _, _, sales, _ in sales > 0 }.all().map(\.0) == ["X"])
      // With a condition, and with an order that joins the groups.
      let light = Shop.objects.filter { $0.weight < 2 }.values { ($0.city, $0.sale.count(), $0.tour.count()) }
      #expect(try await light.all().map(\.1) == [3])
      #expect(try await light.all().map(\.2) == [2])
      let ordered = Shop.objects.order { $0.weight }.values { ($0.city, $0.sale.count(), $0.tour.count()) }
      #expect(try await ordered.all().map(\.1) == [3, 1, 0])
      // What the groups are made of has to be columns.
      let error = await kindredError(.invalidQuery) {
        _ = try await Shop.objects.values { ($0.weight * 2, $0.sale.count(), $0.tour.count()) }.all()
      }
      #expect(error?.message.contains("several times") == true)
    }
  }

  @Test("A-12, HU-8: totals of rows and of several relations")
  func totals() async throws {
    try await withShops { log async throws in
      #expect(try await Shop.objects.aggregate { ($0.sale.count(), $0.tour.count()) } == (4, 5))
      #expect(
        log.take() == [
          #"SELECT (SELECT COUNT("sale"."id") FROM "shop" AS "shop_2" LEFT OUTER JOIN "sale" ON "shop_2"."id" = "sale"."shop_id"), (SELECT COUNT("tour"."id") FROM "shop" AS "shop_3" LEFT OUTER JOIN "tour" ON "shop_3"."id" = "tour"."shop_id")"#
        ])
      #expect(
        try await Shop.objects.aggregate { ($0.count(), $0.sale.amount.sum(), $0.tour.minutes.sum()) } == (
          3, 65 as Int?, 21 as Int?
        ))
      #expect(try await Sale.objects.aggregate { ($0.amount.sum(), $0.lines.units.sum()) } == (65 as Int?, 14 as Int?))
      #expect(
        try await Shop.objects.order { $0.id }[..<2].aggregate { ($0.count(), $0.sale.count(), $0.tour.count()) } == (
          2, 4, 4
        ))
      #expect(
        try await Shop.objects.filter { $0.sale.amount > 10 }.aggregate { ($0.sale.count(), $0.tour.count()) } == (
          2, 2
        ))
      #expect(
        try await Shop.objects.filter { $0.sale.amount > 0 }.distinct().aggregate {
          ($0.weight.sum(), $0.tour.count())
        }
          == (3 as Int?, 4))
      #expect(try await Shop.objects.none().aggregate { ($0.sale.count(), $0.tour.count()) } == (0, 0))
      #expect(
        try await Shop.objects.filter { $0.weight > 9 }.aggregate { ($0.sale.amount.sum(default: 3), $0.tour.count()) }
          == (3, 0))
      let largest = Shop.objects.annotate { $0.sale.amount.max() }
      #expect(
        try await largest.aggregate { shop, amount in (amount.sum(), shop.sale.count(), shop.tour.count()) } == (
          35 as Int?, 4, 5
        ))
    }
  }
}
