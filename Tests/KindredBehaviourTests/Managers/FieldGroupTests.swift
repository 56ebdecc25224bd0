import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Library
import Testing

@testable import KindredCore

@Suite("Sets of fields that many models use")
struct FieldGroupTests {
  private struct Shop {
    let ann: GroupedPerson
    let bob: GroupedPerson
    let first: GroupedInvoice
    let second: GroupedInvoice
  }

  private static let day = Date(timeIntervalSince1970: 86_400)

  private func withShop(_ body: (Shop, StatementLog) async throws -> Void) async throws {
    try await withDatabase { log async throws in
      let ann = try await GroupedPerson.objects.create(name: "Ann")
      let bob = try await GroupedPerson.objects.create(name: "Bob")
      let first = try await GroupedInvoice.objects.create(
        number: "1", audit: GroupedAudit(createdBy: "ann", reviewer: bob), total: 10, customer: ann)
      let second = try await GroupedInvoice.objects.create(
        number: "2", audit: GroupedAudit(createdAt: Self.day, createdBy: "bob", revision: 3), total: 20, customer: ann)
      _ = log.take()
      try await body(Shop(ann: ann, bob: bob, first: first, second: second), log)
    }
  }

  private let select =
    #"SELECT "grouped_invoice"."id", "grouped_invoice"."number", "grouped_invoice"."created_at", "grouped_invoice"."created_by", "grouped_invoice"."reviewer_id", "grouped_invoice"."revision", "grouped_invoice"."total", "grouped_invoice"."customer_id" FROM "grouped_invoice""#

  @Test("H-1, M-1: the fields of a set are columns of the model, and are read and written with it")
  func rows() async throws {
    try await withShop { shop, log async throws in
      let found = try await GroupedInvoice.objects.all()
      #expect(
        log.take() == [select + #" ORDER BY "grouped_invoice"."created_at" DESC, "grouped_invoice"."number" ASC"#])
      #expect(found.map(\.number) == ["2", "1"])
      #expect(found.map(\.total) == [20, 10])
      #expect(found.map(\.audit.createdBy) == ["bob", "ann"])
      #expect(found.map(\.audit.createdAt) == [Self.day, Date(timeIntervalSince1970: 0)])
      #expect(found.map(\.audit.revision) == [3, 1])
      #expect(found.map(\.audit.reviewerID) == [nil, shop.bob.id])
      #expect(found.map(\.customerID) == [shop.ann.id, shop.ann.id])
      #expect(found[0].audit == shop.second.audit && found[0].audit != shop.first.audit)
      #expect(Set(found.map(\.audit)).count == 2)
    }
  }

  @Test("H-1: look-ups, orders, values and updates name the set and its field")
  func lookups() async throws {
    try await withShop { shop, log async throws in
      let query = GroupedInvoice.objects.filter { $0.audit.createdBy == "ann" && $0.audit.revision < 2 }
      #expect(
        try query.condition()
          == spelled(
            sqlite:
              #""grouped_invoice"."created_by" = ?1 AND "grouped_invoice"."revision" < ?2 ORDER BY "grouped_invoice"."created_at" DESC, "grouped_invoice"."number" ASC"#,
            postgres:
              #""grouped_invoice"."created_by" = $1 AND "grouped_invoice"."revision" < $2 ORDER BY "grouped_invoice"."created_at" DESC, "grouped_invoice"."number" ASC"#
          ))
      #expect(try await query.all() == [shop.first])
      #expect(
        try await GroupedInvoice.objects.order { $0.audit.revision.desc }.values { ($0.audit.createdBy, $0.total) }
          .all()
          .map(\.0) == ["bob", "ann"])
      _ = log.take()
      #expect(try await GroupedInvoice.objects.update { $0.audit.revision.set($0.audit.revision + 1) } == 2)
      #expect(try await GroupedInvoice.objects.aggregate { $0.audit.revision.sum() } == 6)
      #expect(try await GroupedPerson.objects.filter { $0.groupedInvoice.audit.createdBy == "ann" }.count() == 1)
    }
  }

  @Test("A whole set is set, saved and updated in bulk")
  func whole() async throws {
    try await withShop { shop, log async throws in
      var first = shop.first
      first.audit = GroupedAudit(createdBy: "carl", revision: 7)
      first.total = 99
      try await first.save { $0.audit }
      #expect(
        log.take() == [
          spelled(
            sqlite:
              #"UPDATE "grouped_invoice" SET "created_at" = ?1, "created_by" = ?2, "reviewer_id" = ?3, "revision" = ?4 WHERE "grouped_invoice"."id" = ?5"#,
            postgres:
              #"UPDATE "grouped_invoice" SET "created_at" = $1, "created_by" = $2, "reviewer_id" = $3, "revision" = $4 WHERE "grouped_invoice"."id" = $5"#
          )
        ])
      try await first.refresh()
      #expect(first.total == 10 && first.audit.createdBy == "carl" && first.audit.reviewerID == nil)
      try await GroupedInvoice.objects.update { $0.audit.set(GroupedAudit(createdBy: "dora", revision: 2)) }
      #expect(Set(try await GroupedInvoice.objects.values { $0.audit.createdBy }.all()) == ["dora"])
      var both = try await GroupedInvoice.objects.order { $0.id }.all()
      for index in both.indices { both[index].audit.revision = index + 10 }
      #expect(try await GroupedInvoice.objects.bulkUpdate(both) { $0.audit } == 2)
      #expect(try await GroupedInvoice.objects.order { $0.id }.values { $0.audit.revision }.all() == [10, 11])
      try await both[0].save()
      try await both[0].update { $0.audit.revision.set($0.audit.revision + 1) }
      #expect(both[0].audit.revision == 11)
    }
  }

  @Test("R-20, R-24: a foreign key of a set is one of each model, with the model's name in that on the target")
  func keys() async throws {
    try await withShop { shop, log async throws in
      let invoices = try await GroupedInvoice.objects.order { $0.id }.all()
      _ = log.take()
      #expect(try await invoices[0].audit.reviewer == shop.bob)
      #expect(log.take().count == 1)
      #expect(try await invoices[1].audit.reviewer == nil)
      #expect(try await invoices[0].customer == shop.ann)
      #expect(try await shop.bob.groupedInvoiceReviewed.all() == [shop.first])
      let children = try await shop.bob.groupedInvoiceReviewed.all()
      _ = log.take()
      #expect(try await children[0].audit.reviewer == shop.bob)
      #expect(log.take().isEmpty)
      #expect(try await GroupedPerson.objects.filter { $0.groupedInvoiceReviewed.total == 10 }.all() == [shop.bob])
      #expect(try await GroupedInvoice.objects.filter { $0.audit.reviewer.name == "Bob" }.all() == [shop.first])
      let third = try await shop.bob.groupedInvoiceReviewed.create(number: "3", customer: shop.ann)
      #expect(third.audit.reviewerID == shop.bob.id)
      try await shop.bob.groupedInvoiceReviewed.add(shop.second)
      #expect(try await shop.bob.groupedInvoiceReviewed.count() == 3)
      try await shop.bob.groupedInvoiceReviewed.remove(third)
      #expect(try await shop.bob.groupedInvoiceReviewed.count() == 2)
    }
  }

  @Test("The targets of a set's keys are loaded with the rows, or for all of them at once")
  func loading() async throws {
    try await withShop { shop, log async throws in
      for query in [
        GroupedInvoice.objects.selectRelated { ($0.audit.reviewer, $0.customer) },
        GroupedInvoice.objects.prefetchRelated { ($0.audit.reviewer, $0.customer) },
      ] {
        let found = try await query.order { $0.id }.all()
        _ = log.take()
        #expect(try await found[0].audit.reviewer?.name == "Bob")
        #expect(try await found[0].customer.name == "Ann")
        #expect(log.take().isEmpty)
      }
      let people = try await GroupedPerson.objects.prefetchRelated { $0.groupedInvoiceReviewed }.order { $0.id }.all()
      _ = log.take()
      #expect(try await people[1].groupedInvoiceReviewed.all() == [shop.first])
      #expect(log.take().isEmpty)
    }
  }

  @Test("onDelete of a set's key holds in each model")
  func deletion() async throws {
    try await withShop { shop, _ async throws in
      let home = GroupedAddress(street: "Home")
      let order = try await GroupedOrder.objects.create(
        billing: home, customer: shop.ann, shipping: home, audit: GroupedAudit(reviewer: shop.bob))
      try await shop.bob.delete()
      #expect(try await GroupedInvoice.objects.filter { $0.audit.reviewerID != nil }.count() == 0)
      #expect(try await GroupedOrder.objects.get(id: order.id).audit.reviewerID == nil)
      await #expect(throws: KindredError.self) { try await shop.ann.delete() }
    }
  }

  @Test("One set used twice has columns with different beginnings")
  func twice() async throws {
    try await withShop { shop, log async throws in
      let order = try await GroupedOrder.objects.create(
        billing: GroupedAddress(street: "A", city: "Ulm", tags: ["x"]), customer: shop.ann,
        shipping: GroupedAddress(street: "B", note: "ring"), isPaid: true, code: "c")
      let found = try await GroupedOrder.objects.filter { $0.shipping.street == "B" && $0.billing.city == "Ulm" }.get()
      #expect(
        try GroupedOrder.objects.filter { $0.shipping.street == "B" && $0.billing.city == "Ulm" }.condition()
          == spelled(
            sqlite: #""grouped_order"."shipping_street" = ?1 AND "grouped_order"."billing_town" = ?2"#,
            postgres: #""grouped_order"."shipping_street" = $1 AND "grouped_order"."billing_town" = $2"#))
      #expect(found == order && found.billing == order.billing && found.shipping == order.shipping)
      #expect(found.billing.tags == ["x"] && found.shipping.note == "ring" && found.isPaid && found.code == "c")
      #expect(found.billing != found.shipping)
      #expect(try await shop.ann.orders.all() == [order])
      #expect(try await GroupedPerson.objects.filter { $0.orders.isPaid == true }.all() == [shop.ann])
      #expect(
        GroupedOrder.schema.fields.map(\.name).prefix(4) == ["id", "billing.street", "billing.city", "billing.note"])
      let many = try await GroupedOrder.objects.bulkCreate(
        [found, found].map { order in
          var copy = order
          copy.id = .unsaved
          copy.shipping.city = "Bonn"
          return copy
        })
      #expect(try await GroupedOrder.objects.filter { $0.shipping.city == "Bonn" }.count() == 2)
      #expect(many[0] == many[0] && many[0] != many[1])
      #expect(try await GroupedOrder.objects.delete().total == 3)
    }
  }

  @Test("Fields of a set have names with two parts at run time")
  func names() async throws {
    try await withShop { shop, _ async throws in
      for name in ["audit__createdBy", "audit__created_by", "audit.createdBy"] {
        #expect(try await GroupedInvoice.objects.filter(name, "ann").all() == [shop.first])
      }
      #expect(try await GroupedInvoice.objects.filter("audit__revision__gte", 3).all() == [shop.second])
      #expect(try await GroupedInvoice.objects.filter("audit__reviewer__name", "Bob").all() == [shop.first])
      #expect(try await GroupedInvoice.objects.filter("audit__reviewerID", shop.bob.id).all() == [shop.first])
      #expect(try await GroupedPerson.objects.filter("groupedInvoiceReviewed__audit__revision", 1).all() == [shop.bob])
      #expect(try await GroupedInvoice.objects.order(by: ["audit__revision"]).all() == [shop.first, shop.second])
      await #expect(throws: KindredError.self) { try await GroupedInvoice.objects.filter("audit", 1).all() }
      await #expect(throws: KindredError.self) { try await GroupedInvoice.objects.filter("audit__nothing", 1).all() }
      let person = shop.ann.id.value ?? 0
      let made = try GroupedInvoice(values: [
        "id": .integer(77),
        "number": .text("9"), "total": .integer(1), "customer": .integer(person), "audit__revision": .integer(4),
        "audit.createdBy": .text("x"), "audit.createdAt": try Self.day.databaseValue(),
      ])
      #expect(made.audit.revision == 4 && made.audit.createdBy == "x" && made.audit.createdAt == Self.day)
    }
  }

  @Test("The JSON of a model has its sets as objects")
  func json() async throws {
    let invoice = GroupedInvoice(number: "1", audit: GroupedAudit(createdBy: "ann", reviewerID: 4), customerID: 3)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.dateEncodingStrategy = .secondsSince1970
    let text = String(decoding: try encoder.encode(invoice), as: UTF8.self)
    #expect(
      text
        == #"{"audit":{"createdAt":0,"createdBy":"ann","reviewerID":4,"revision":1},"customerID":3,"id":null,"number":"1","total":0}"#
    )
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .secondsSince1970
    #expect(try decoder.decode(GroupedInvoice.self, from: Data(text.utf8)) == invoice)
  }

  @Test("R-16: the objects that may be chosen for a key")
  func choices() async throws {
    try await withShop { shop, _ async throws in
      #expect(try await EmbeddedKey<GroupedInvoice.Groups.audit, GroupedAudit.Relations.reviewer>.choices.count() == 2)
      #expect(try await ManagedBadge.Relations.person.choices.all() == [shop.bob])
    }
  }

  @Test("Indexes, constraints and names of a set are made for each model")
  func schema() async throws {
    try await withShop { shop, _ async throws in
      let builder = SchemaBuilder(dialect: Backend.isSQLite ? .sqlite : .postgres)
      let texts = try builder.statements(for: GroupedInvoice.schema, ifNotExists: false)
      #expect(texts[0].contains(#"CONSTRAINT "groupedInvoice_revision_is_positive" CHECK "#))
      #expect(texts[0].contains(#""revision" > 0"#))
      #expect(texts[0].contains(#"UNIQUE ("number", "created_by")"#))
      #expect(texts.contains { $0.contains(#"("created_at" DESC, "created_by")"#) })
      #expect(texts.contains { $0.contains(#""grouped_invoice_created_by_idx""#) })
      #expect(texts.contains { $0.contains(#""grouped_invoice_reviewer_id_idx""#) })
      var bad = shop.first
      bad.audit.revision = 0
      let failing = bad
      await #expect(throws: KindredError.self) {
        var bad = failing
        try await bad.save()
      }
    }
  }

  @Test("A set of another module, with a key to a model there")
  func modules() async throws {
    try await withDatabase { log async throws in
      let shelf = try await Shelf.objects.create(label: "A")
      let card = try await Catalogue.Card.objects.create(shelf: shelf, title: "T")
      let sheet = try await StampedSheet.objects.create(
        title: "S", stamp: LibraryStamp(word: "old", card: card), pages: 3)
      let box = try await StampedBox.objects.create(stamp: LibraryStamp(word: "x", card: card), number: 9)
      let found = try await StampedSheet.objects.filter { $0.stamp.word == "old" && $0.stamp.card == card }.get()
      #expect(found.stamp == sheet.stamp && found.pages == 3 && found.title == "S")
      #expect(try await card.stampedSheetStamps.all() == [sheet])
      #expect(try await card.stampedBoxStamps.values { $0.number }.all() == [9])
      #expect(try await found.stamp.card == card)
      #expect(StampedSheet(title: "N").stamp.word == "new")
      try await card.delete()
      #expect(try await StampedBox.objects.get(id: box.id).stamp.cardID == nil)
    }
  }
}
