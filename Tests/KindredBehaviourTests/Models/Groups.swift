import Foundation
import Kindred
import Library

@Model
struct GroupedPerson {
  @Field(maxLength: 50) var name: String
}

/// Fields of many models, with a foreign key, an index and a check.
@Fields(
  indexes: [.on("-createdAt", "createdBy")],
  constraints: [.check("%(class)s_revision_is_positive", F("revision") > 0)])
struct GroupedAudit {
  var createdAt: Date = Date(timeIntervalSince1970: 0)
  @Field(maxLength: 50, index: true) var createdBy: String = ""
  @ForeignKey(onDelete: .setNull, relatedName: "%(class)sReviewed") var reviewer: GroupedPerson?
  var revision: Int = 1
}

/// Fields that one model uses twice.
@Fields
struct GroupedAddress {
  @Field(maxLength: 50) var street: String
  @Field(column: "town", maxLength: 20) var city: String = ""
  var note: String?
  @Field(.json) var tags: [String] = []
}

@Model(ordering: ["-audit.createdAt", "number"], uniqueTogether: [["number", "audit.createdBy"]])
struct GroupedInvoice {
  @Field(maxLength: 20) var number: String
  @Embedded var audit: GroupedAudit = GroupedAudit()
  var total: Int = 0
  @ForeignKey(onDelete: .cascade) var customer: GroupedPerson
}

/// Three sets of fields, with columns between and behind them.
@Model(defaultRelatedName: "orders")
struct GroupedOrder {
  @Embedded(prefix: "billing_") var billing: GroupedAddress
  @ForeignKey(onDelete: .protect) var customer: GroupedPerson
  @Embedded(prefix: "shipping_") var shipping: GroupedAddress
  var isPaid: Bool = false
  @Embedded var audit: GroupedAudit = GroupedAudit()
  @Field(maxLength: 10) var code: String = ""
}

/// Only people whose names begin with B may be chosen.
@Model
struct ManagedBadge {
  @ForeignKey(onDelete: .cascade, limitChoicesTo: F("name").lookup("startswith", "B")) var person: GroupedPerson
}

/// A model with a set of fields from another module.
@Model
struct StampedSheet {
  var title: String
  @Embedded var stamp: LibraryStamp = LibraryStamp()
  var pages: Int = 1
}
