import Foundation
import Kindred
import Testing

@Suite("Related objects in JSON")
struct IncludingTests {
  @Test("A related object stands in the place of its key; without including, the key does")
  func one() async throws {
    try await withBlogs { blogs, log async throws in
      let entry = try await Entry.objects.get(id: blogs.yesterday.id)
      let plain = try JSON(encoding: entry)
      #expect(plain["blogID"] == "1" && plain["blog"] == nil)
      _ = log.take()
      let json = try JSON(encoding: try await entry.including { ($0.blog, $0.reviewer) })
      #expect(log.take().count == 1)
      #expect(json["blogID"] == nil && json["reviewerID"] == nil)
      #expect(json["blog"] == #"{"id":1,"name":"Beatles","tagline":"All the latest"}"#)
      #expect(json["reviewer"] == "null" && json["headline"] == #""Yesterday""#)
    }
  }

  @Test("Siblings are loaded in one query, what is loaded in none")
  func many() async throws {
    try await withBlogs { _, log async throws in
      let entries = try await Entry.objects.order { $0.id }.all()
      _ = log.take()
      let included = try await entries.including { $0.blog }
      #expect(
        log.take() == [
          spelled(
            sqlite: #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" WHERE "blog"."id" IN (?1, ?2)"#,
            postgres:
              #"SELECT "blog"."id", "blog"."name", "blog"."tagline" FROM "blog" WHERE "blog"."id" IN ($1, $2)"#)
        ])
      #expect(try included.map { try JSON(encoding: $0)["blog"]?.contains("Pop") } == [false, false, true, true])
      _ = try await entries.including { $0.blog }
      #expect(log.take().isEmpty)
      #expect(try await [Entry]().including { $0.blog }.isEmpty)
    }
  }

  @Test("A relation of a related object brings that object along")
  func nested() async throws {
    try await withBlogs { blogs, log async throws in
      _ = try await blogs.lives.remarks.create(text: "so true")
      _ = try await blogs.lives.remarks.create(text: "no")
      let comments = try await Comment.objects.order { $0.id }.all()
      _ = log.take()
      let included = try await comments.including { ($0.entry.blog, $0.entry.reviewer) }
      #expect(log.take().count == 3)
      for comment in included {
        let entry = try JSON(text: try #require(try JSON(encoding: comment)["entry"]))
        #expect(entry["blog"] == #"{"id":1,"name":"Beatles","tagline":"All the latest"}"#)
        #expect(entry["reviewer"] == #"{"id":1,"name":"Ann"}"#)
      }
    }
  }

  @Test("Rows that point back are no part of an object, nor is the object itself; fetch modes hold")
  func refused() async throws {
    try await withBlogs { blogs, _ async throws in
      let many = await kindredError(.invalidQuery) { _ = try await blogs.pop.including { $0.entry } }
      #expect(
        many?.message
          == "The Entry objects of a Blog are no part of it; get them with a query, and encode them beside it.")
      await kindredError(.invalidQuery) { _ = try await blogs.lives.including { $0 } }
      let blocked = try await Entry.objects.fetchMode(.raise).all()
      await kindredError(.fetchBlocked) { _ = try await blocked.including { $0.blog } }
    }
  }

  /// The members of an object, as JSON texts with sorted keys.
  private struct JSON {
    private let members: [String: String]

    init(encoding value: some Encodable) throws {
      try self.init(text: String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
    }

    init(text: String) throws {
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
      members = try object.mapValues { value in
        let data = try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
        return String(decoding: data, as: UTF8.self)
      }
    }

    subscript(name: String) -> String? { members[name] }
  }

  @Test("A key in a set of fields is replaced inside of it")
  func inFields() async throws {
    try await withDatabase { _ async throws in
      let ann = try await GroupedPerson.objects.create(name: "Ann")
      var invoice = GroupedInvoice(number: "1", customer: ann)
      invoice.audit.reviewerID = ann.id
      invoice = try await GroupedInvoice.objects.create(invoice)
      let json = try JSON(encoding: try await invoice.including { ($0.audit.reviewer, $0.customer) })
      #expect(json["audit.reviewer"] == nil && json["reviewer"] == nil && json["customerID"] == nil)
      #expect(json["customer"] == #"{"id":1,"name":"Ann"}"#)
      let audit = try JSON(text: try #require(json["audit"]))
      #expect(audit["reviewer"] == #"{"id":1,"name":"Ann"}"# && audit["reviewerID"] == nil)
      #expect(audit["revision"] == "1")
      let without = try await GroupedInvoice.objects.create(GroupedInvoice(number: "2", customer: ann))
      let empty = try JSON(encoding: try await without.including { $0.audit.reviewer })
      #expect(try JSON(text: try #require(empty["audit"]))["reviewer"] == "null")
    }
  }
}
