import Foundation
import Kindred

// A model with two relations to many rows, one of which has a further one.

@Model
struct Shop {
  @Field(maxLength: 50) var name: String
  var city: String?
  var weight: Int = 1
}

@Model
struct Sale {
  @ForeignKey(onDelete: .cascade) var shop: Shop
  var amount: Int
  var note: String?
}

@Model
struct SaleLine {
  @ForeignKey(onDelete: .cascade, relatedName: "lines") var sale: Sale
  var units: Int
}

@Model
struct Tour {
  @ForeignKey(onDelete: .cascade) var shop: Shop
  var minutes: Int
}
